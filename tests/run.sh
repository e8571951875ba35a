#!/bin/bash
# Installs the packages that are missing, builds everything and runs the tests: all of them, or with --quick the unit
# and integration tests alone, or with --bare both commands in a bare Debian 12 (root, debootstrap, minutes).
set -euo pipefail

root=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
build=$root/build/release
. "$root/daemon/packages.sh"

packages=("${build_packages[@]}" "${quick_test_packages[@]}")
case "$*" in
    "")
        packages+=("${system_test_packages[@]}")
        selection=()
        ;;
    --quick) selection=(-L quick) ;;
    --bare)
        packages+=(debootstrap curl)
        selection=(-C bare -L bare -V)
        ;;
    *)
        echo "usage: tests/run.sh [--quick | --bare]" >&2
        exit 2
        ;;
esac

install_packages "${packages[@]}"
say "building in $build"
configure_release -DBALANCED_TESTS=ON
ninja -C "$build" >&2
say "testing"
# ctest says which tests were skipped; why, they left in files or said in their output.
reason_of() {
    if [ -e "$build/Testing/skipped/$1" ]; then
        cat "$build/Testing/skipped/$1"
    else
        sed -n "/ Test: $1\$/,/^<end of output>/p" "$build"/Testing/Temporary/LastTest.log* | sed -n '/: Skipped$/{n;p}'
    fi
}
ctest --test-dir "$build" --output-on-failure --no-tests=error --parallel "$(nproc)" "${selection[@]}" |
    while IFS= read -r line; do
        printf '%s\n' "$line"
        if [[ $line == *'***Skipped'* && $line =~ \#[0-9]+:\ ([^ ]+) ]]; then
            reason_of "${BASH_REMATCH[1]}" | sed "s/^/      ${BASH_REMATCH[1]}: /" || true
        fi
    done
