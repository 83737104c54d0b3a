#!/bin/sh
# Installs the missing packages for building, testing and the demo with apt. Supports Debian 12, Ubuntu 22.04 and 24.04;
# runs as root or with sudo. Safe to run again: if nothing is missing, it changes nothing and uses no network.
# Usage: setup.sh [build]      (build: only what compiling needs)
set -eu

say() { printf '== %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# Includes the dependencies of a Swift toolchain: a linker, the C and C++ headers, and the libraries of its programs.
build_packages="ca-certificates g++ git libcrypt-dev libcurl4-openssl-dev libncurses6 libpq-dev libsqlite3-0 libssh2-1-dev libssl-dev
    libxml2 make pkg-config tzdata zlib1g-dev"
# For the demo: its own Postgres, and lab machines.
demo_packages="curl debootstrap iproute2 openssh-client postgresql procps systemd-container"
# The browser for the console's test. Ubuntu's package only fetches a snap, so the test is skipped there.
browser() { if grep -qs '^ID=debian' /etc/os-release; then printf chromium; fi; }
# Programs that the tests use as real peers, and the playbooks' linter.
test_packages="ansible-core ansible-lint $(browser) logrotate nginx-light openssh-server openssl python3 python3-celery
    python3-psycopg2 python3-redis python3-venv redis-server shellcheck"
# Services that a new package would start, now and at each boot. Tests and the demo start their own.
services="nginx redis-server ssh"

cluster_setting=/etc/postgresql-common/createcluster.d/moorage-setup.conf
policy=/usr/sbin/policy-rc.d

check_system() {
    [ -r /etc/os-release ] || fail "this is neither Debian nor Ubuntu; install the packages by hand: $*"
    # shellcheck source=/dev/null
    . /etc/os-release
    case "$ID-${VERSION_ID:-}" in
        debian-12) ;;
        ubuntu-22.04 | ubuntu-24.04) say "note: $PRETTY_NAME is unverified; Debian 12 is what Moorage is tested on" ;;
        *) command -v apt-get >/dev/null || fail "$PRETTY_NAME has no apt; install these by hand: $*"
            say "note: $PRETTY_NAME is unknown here; trying with the packages of Debian 12" ;;
    esac
}

check_swift() {
    swift=${SWIFT:-$(sh "$(dirname "$0")/find-swift.sh")} || exit 1
    version=$("$swift" --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | head -n 1)
    major=${version% *}
    minor=${version#* }
    if [ "${major:-0}" -lt 6 ] || { [ "$major" -eq 6 ] && [ "${minor:-0}" -lt 3 ]; }; then
        fail "Swift ${version:-of an unknown version} at $swift is too old; Moorage needs 6.3 or later. \
Get it from https://www.swift.org/install/linux/"
    fi
}

# dpkg-query prints a status for each installed architecture.
is_installed() {
    case "$(dpkg-query -W -f '${db:Status-Status} ' "$1" 2>/dev/null)" in
        *"not-installed "*) return 1 ;;
        *"installed "*) return 0 ;;
        *) return 1 ;;
    esac
}

missing_of() {
    for package in "$@"; do
        is_installed "$package" || printf '%s ' "$package"
    done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

restore() {
    if [ -n "${wrote_policy:-}" ]; then as_root rm -f "$policy"; fi
    if [ -n "${wrote_cluster_setting:-}" ]; then as_root rm -f "$cluster_setting"; fi
}

# New packages must not start services during their installation, and Postgres must not create its default cluster.
keep_quiet() {
    trap restore EXIT
    trap 'exit 130' INT TERM
    if [ ! -e "$policy" ]; then
        wrote_policy=1
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod 0755 "$policy"
    fi
    if [ ! -e "$cluster_setting" ]; then
        wrote_cluster_setting=1
        as_root mkdir -p "$(dirname "$cluster_setting")"
        echo "create_main_cluster = false" | as_root tee "$cluster_setting" >/dev/null
    fi
}

# Only services from packages that this run installed; earlier ones may be in use.
disable_new_services() {
    command -v systemctl >/dev/null || return 0
    for service in $services; do
        case "$service:$*" in
            nginx:*nginx-light* | redis-server:*redis-server* | ssh:*openssh-server*)
                as_root systemctl --quiet disable "$service" 2>/dev/null || continue
                say "the service $service is installed but stays off; systemctl enable --now $service turns it on" ;;
        esac
    done
}

# dpkg's long output matters only if it fails.
install_packages() {
    log=$(mktemp)
    if ! { as_root apt-get -qq update \
        && as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@"; } \
        </dev/null >"$log" 2>&1; then
        cat "$log" >&2
        rm -f "$log"
        fail "apt could not install these; fix the reported problem and run this again: $*"
    fi
    rm -f "$log"
}

main() {
    case "${1:-}" in
        build) wanted=$build_packages ;;
        "") wanted="$build_packages $demo_packages $test_packages" ;;
        *) fail "'$1' is unknown; use no argument, or: build" ;;
    esac
    # shellcheck disable=SC2086  # lists of names
    check_system $wanted
    # shellcheck disable=SC2086
    missing=$(missing_of $wanted)
    if [ -n "$missing" ]; then
        [ "$(id -u)" = 0 ] || command -v sudo >/dev/null || fail "run as root, or install by hand: $missing"
        say "installing: $missing"
        keep_quiet
        # shellcheck disable=SC2086
        install_packages $missing
        # shellcheck disable=SC2086
        disable_new_services $missing
    fi
    check_swift
}

main "$@"
