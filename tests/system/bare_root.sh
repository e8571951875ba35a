# A bare Debian 12 in a folder, and how to run something in it. Sourced; bash; for root.
# shellcheck shell=bash

# make_root FOLDER LOG: a fresh minbase root of debootstrap with this machine's apt configuration.
make_root() {
    debootstrap --variant=minbase bookworm "$1" >"$2" || {
        tail -n 5 "$2" >&2
        return 1
    }
    copy_network_settings "$1"
}

# What reaches the network here reaches it there: sources, proxies, name servers, own certificate authorities.
copy_network_settings() {
    local file
    rm -f "$1/etc/apt/sources.list"
    for file in /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/apt.conf.d /etc/apt/auth.conf.d \
        /etc/apt/preferences.d /usr/local/share/ca-certificates /etc/resolv.conf /etc/hosts /etc/npmrc /root/.npmrc; do
        if [ -e "$file" ]; then
            mkdir -p "$1$(dirname "$file")"
            cp -RL "$file" "$1$(dirname "$file")/"
        fi
    done
}

# inside FOLDER COMMAND…: becomes that command in the root.
inside() {
    local kept=() name
    for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
        if [ "${!name-}" ]; then kept+=("$name=${!name}"); fi
    done
    exec chroot "$1" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin "${kept[@]}" \
        NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "${@:2}"
}
