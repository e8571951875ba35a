# Which Debian packages building, running and testing need, and how the missing ones get installed. Sourced by
# daemon/run.sh, tests/run.sh and .ci/run; bash. Everything said here goes to standard error.
# shellcheck shell=bash disable=SC2034,SC2154

build_packages=(
    g++ cmake ninja-build
    libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev
    libspdlog-dev prometheus-cpp-dev libcli11-dev libyaml-cpp-dev libhowardhinnant-date-dev
    zlib1g-dev libssl-dev libcrypt-dev ca-certificates tzdata
)
quick_test_packages=(libgtest-dev libgmock-dev python3)
package_packages=(dpkg-dev file)
system_test_packages=(
    openssl curl prometheus nodejs npm python3-yaml zsh mandoc chromium chromium-driver
    "${package_packages[@]}" lintian debootstrap systemd-container
)
style_packages=(clang-format clang-tidy)

# What those packages hold, for systems that are not Debian 12.
needed="  to build: a C++20 compiler (g++ 12), CMake 3.25, Ninja, Boost 1.81 (Asio, Beast, JSON, URL), OpenSSL 3,
    spdlog 1.10, prometheus-cpp 1.0, CLI11 2.1, yaml-cpp 0.7, Howard Hinnant's date 3.0, zlib, libxcrypt 4.4;
    CA certificates and tzdata to run
  to test: GoogleTest 1.12, Python 3.11, openssl, curl, Prometheus 2.42 with promtool, Node.js 18.20 with npm,
    chromium with chromedriver, PyYAML, lintian, debootstrap and systemd-nspawn 252; kubectl or kustomize 4 where there is one
  to package: dpkg-dev, file"

say() { printf '==> %3d s  %s\n' "$SECONDS" "$*" >&2; }

die() {
    printf '%s\n' "${0##*/}: $*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

apt_get() { as_root env LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 "$@"; }

# A package counts where it is installed, or another that provides it is (nodejs of its makers brings npm).
is_installed() {
    [[ $installed == *" $1 "* ]]
}

read_installed() {
    # ${Provides} is like "npm (= 9), nodejs-dev".
    installed=" $(dpkg-query -W -f='${db:Status-Status} ${Package} ${Provides}\n' | sed -n 's/^installed //p' |
        sed 's/([^)]*)//g; s/,/ /g' | tr -s ' \n' ' ')"
}

# apt's hundreds of lines in a few.
condensed() {
    local line ready=0
    while IFS= read -r line; do
        case $line in
            *" newly installed, "* | "Need to get "* | "Fetched "* | E:* | W:* | Err:*) say "  $line" ;;
            "Setting up "*)
                ready=$((ready + 1))
                if ((ready % 25 == 0)); then say "  $ready packages are ready"; fi
                ;;
        esac
    done
}

try_install() {
    apt_get -q update 2>&1 | condensed &&
        apt_get -q install -y --no-install-recommends "$@" 2>&1 | tee "$apt_log" | condensed
}

# Debian starts a service as soon as its package is installed; these tests start their own. A policy that somebody
# else made stays as it is.
forbid_services() {
    if [ ! -e /usr/sbin/policy-rc.d ]; then
        policy_is_ours=yes
        trap allow_services EXIT
        printf '#!/bin/sh\nexit 101\n' | as_root tee /usr/sbin/policy-rc.d >/dev/null
        as_root chmod 755 /usr/sbin/policy-rc.d
    fi
}

allow_services() {
    if [ "${policy_is_ours-}" ]; then
        policy_is_ours=
        as_root rm -f /usr/sbin/policy-rc.d
    fi
}

# Installs those of the packages that are missing. Without any, it needs neither root nor the network.
install_packages() {
    local missing=() package apt_log
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        die "this system has no apt-get: the script is made for Debian 12 (bookworm). What is needed elsewhere:
$needed
  and then: cmake --preset release && cmake --build --preset release"
    fi
    read_installed
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    if [ ${#missing[@]} = 0 ]; then
        return
    fi

    say "installing ${missing[*]}"
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        die "packages are missing; as root: apt-get install --no-install-recommends ${missing[*]}"
    fi
    apt_log=$(mktemp)
    if [[ " ${missing[*]} " == *" prometheus "* ]]; then
        forbid_services
    fi
    if ! try_install "${missing[@]}"; then
        say "that failed; trying once more"
        try_install "${missing[@]}" || {
            tail -n 15 "$apt_log" >&2
            rm -f "$apt_log"
            die "apt-get could not install: ${missing[*]}
These are packages of Debian 12 (bookworm); elsewhere they may have other names or versions. What is needed:
$needed"
        }
    fi
    rm -f "$apt_log"
    if [[ " ${missing[*]} " == *" prometheus "* ]]; then
        allow_services
        as_root update-rc.d prometheus disable >/dev/null 2>&1 || true
    fi
}

# Configures the release build of the whole project in build/release, with the given options of CMake.
configure_release() {
    local build=$root/build/release
    # A checkout that was moved after it was built starts afresh.
    if [ -e "$build/CMakeCache.txt" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$build/CMakeCache.txt"; then
        set -- --fresh "$@"
    fi
    (cd "$root" && cmake --preset release "$@" >/dev/null)
}
