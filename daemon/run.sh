#!/bin/bash
# Installs the packages that are missing, builds the release, and becomes the daemon with the given flags. Without
# flags and without an EDENAI_API_KEY… variable it is the demo: the daemon beside a simulated Eden AI service.
set -euo pipefail

root=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
build=$root/build/release
. "$root/daemon/packages.sh"

build_daemon() {
    install_packages "${build_packages[@]}"
    say "building in $build"
    # tests/run.sh shares this folder. Where it has switched the tests on they stay on, so that neither script makes
    # the other build anew.
    local tests=OFF
    if grep -qsxF BALANCED_TESTS:BOOL=ON "$build/CMakeCache.txt"; then
        tests=ON
    fi
    configure_release -DBALANCED_TESTS=$tests
    ninja -C "$build" edenai-balanced edenai-simulator >&2
}

# The simulator lives as long as descriptor 9 is open in this process, which becomes the daemon: however the daemon
# ends, the simulator and its folder go with it.
start_simulator() {
    exec 9> >(
        setsid "$build/edenai-simulator" --directory "$directory" >"$directory/simulator.log" 2>&1 &
        trap '' INT TERM HUP
        cat >/dev/null
        kill $! 2>/dev/null || true
        wait $! || true
        rm -rf -- "$directory"
    )
    local tries=0
    until [ -e "$directory/environment" ]; do
        tries=$((tries + 1))
        if ((tries > 200)); then
            cat "$directory/simulator.log" >&2
            die "the simulated service did not start"
        fi
        sleep 0.1
    done
}

become_demo() {
    directory=$(mktemp -d)
    start_simulator
    say "this is a SIMULATION: its dozen tokens burn, run out, expire and are topped up within minutes"
    say "page: http://127.0.0.1:10440/   metrics: http://127.0.0.1:10440/metrics   end it with Ctrl-C"
    exec "$build/edenai-balanced" --config.file="$directory/demo.yml"
}

build_daemon
if [ $# = 0 ] && [ -z "$(compgen -v EDENAI_API_KEY)${CREDENTIALS_DIRECTORY-}" ]; then
    become_demo
fi
exec "$build/edenai-balanced" "$@"
