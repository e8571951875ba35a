#!/bin/bash
# Both commands in a bare Debian 12: a fresh minbase root of debootstrap with this machine's apt configuration, the
# checkout in a folder with a space in its name. Prints how long each step took; 77 where the machine cannot do it.
set -euo pipefail

root=$(readlink -f -- "$(dirname -- "${BASH_SOURCE[0]}")/../..")
url=http://127.0.0.1:10440/metrics
. "$root/tests/system/bare_root.sh"
bare=
daemon=

skip() {
    echo "SKIPPED ${BALANCED_TEST:-bare_debian}: $*"
    if [ "${BALANCED_BUILD-}" ]; then
        mkdir -p "$BALANCED_BUILD/Testing/skipped"
        echo "$*" >"$BALANCED_BUILD/Testing/skipped/${BALANCED_TEST:-bare_debian}"
    fi
    exit 77
}

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

clean_up() {
    if [ "$daemon" ]; then kill "$daemon" 2>/dev/null || true; fi
    if [ "$bare" ]; then
        local folder
        for folder in "$bare/root/dev/pts" "$bare/root/proc"; do
            while mountpoint -q "$folder" && umount "$folder"; do :; done
        done
        rm -rf --one-file-system -- "$bare"
    fi
}

timed() {
    local before=$SECONDS
    "${@:2}"
    printf '%-48s %4d s\n' "$1" $((SECONDS - before)) | tee -a "$bare/timings"
}

copy_checkout() {
    mkdir -p "$bare/root/srv/a checkout"
    tar -C "$root" --exclude=./build --exclude=./.git --exclude=__pycache__ -cf - . | tar -C "$bare/root/srv/a checkout" -xf -
}

# The demo, until a token is on its page.
run_until_first_token() {
    (inside "$bare/root" '/srv/a checkout/daemon/run.sh') >"$bare/run.log" 2>&1 &
    daemon=$!
    until curl -fs "$url" | grep '^edenai_token_info{' >/dev/null; do
        if ! kill -0 "$daemon" 2>/dev/null; then
            tail -n 30 "$bare/run.log"
            fail "daemon/run.sh ended"
        fi
        sleep 0.2
    done
}

end_daemon() {
    local code=0
    kill -TERM "$daemon"
    wait "$daemon" || code=$?
    daemon=
    if [ "$code" != 0 ]; then
        tail -n 30 "$bare/run.log"
        fail "daemon/run.sh ended with $code"
    fi
}

run_tests() {
    (inside "$bare/root" '/srv/a checkout/tests/run.sh' "$@") >"$bare/tests.log" 2>&1 || {
        tail -n 60 "$bare/tests.log"
        fail "tests/run.sh $* ended with an error"
    }
    tail -n 12 "$bare/tests.log"
}

[ "$(id -u)" = 0 ] || skip "only root can debootstrap and chroot"
for command in debootstrap curl mountpoint; do
    command -v "$command" >/dev/null || skip "$command is not found"
done
if curl -s -o /dev/null "$url"; then skip "something listens on 127.0.0.1:10440"; fi

trap clean_up EXIT
bare=$(mktemp -d)
mkdir "$bare/root"
timed "debootstrap" make_root "$bare/root" "$bare/debootstrap.log"
copy_checkout
mount -t proc proc "$bare/root/proc"
mount -t devpts devpts "$bare/root/dev/pts"

timed "daemon/run.sh to the first token" run_until_first_token
timed "SIGTERM to its end" end_daemon
timed "daemon/run.sh again to the first token" run_until_first_token
timed "SIGTERM to its end" end_daemon
timed "tests/run.sh" run_tests
timed "tests/run.sh again" run_tests
echo
cat "$bare/timings"
