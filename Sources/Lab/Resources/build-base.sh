#!/bin/bash
# Builds a base of the lab: a plain tree of one distribution that machines are booted from.
# Usage: build-base.sh BASE PARTS DISTRIBUTION, as root. BASE appears whole or not at all; PARTS holds the two stand-ins
# and the key of Ubuntu's archive, which Debian has no package of.
set -euo pipefail

base=$1
parts=$2
distribution=$3
case "$distribution" in
    debian-12) release=bookworm ;;
    debian-13) release=trixie ;;
    ubuntu-22.04) release=jammy ;;
    ubuntu-24.04) release=noble ;;
    ubuntu-26.04) release=resolute ;;
    *) printf '%s is no distribution of the lab\n' "$distribution" >&2; exit 1 ;;
esac
tree=$(dirname "$base")/building-$(basename "$base")

# In a mount namespace of its own a build that is killed leaves no mount behind.
if [ -z "${MOORAGE_LAB_NAMESPACE:-}" ]; then
    MOORAGE_LAB_NAMESPACE=1 exec unshare --mount --propagation private -- "$BASH" "$0" "$@"
fi

say() { printf '== %s\n' "$*"; }

# Two builders: the second waits, then finds the work done. The lock ends with the process.
mkdir -p "$(dirname "$base")"
exec 9>"$base.lock"
flock 9
if [ -d "$base" ]; then
    say "already built: $base"
    exit 0
fi
rm -rf --one-file-system "$tree"

packages=(
    acl ansible-core ca-certificates cloud-init curl dbus git iproute2 logrotate nginx-light openssh-server openssl
    postgresql procps python3 redis-server rsync sudo systemd systemd-sysv
    # The example application's own dependencies, so that no machine has to reach PyPI; and what Ansible's apt module
    # needs, which a cloud image has.
    celery daphne python3-apt python3-celery python3-pip python3-psycopg2 python3-redis python3-requests python3-venv python3-yaml
)
# What Debian and Ubuntu have differently. A server of Ubuntu has its firewall and, since 25.10, a sudo of its own.
case "$distribution" in
    debian-*)
        archive=http://deb.debian.org/debian/
        security_archive=http://deb.debian.org/debian-security/
        components=main
        bootstrap=() ;;
    *)
        archive=http://archive.ubuntu.com/ubuntu/
        [ "$(dpkg --print-architecture)" = amd64 ] || archive=http://ports.ubuntu.com/ubuntu-ports/
        security_archive=$archive
        components="main universe"
        # debootstrap names its script after the release, and knows none that is younger than itself.
        bootstrap=(--keyring="$parts/ubuntu-archive-key.gpg")
        script=gutsy
        packages+=(ufw)
        [ "$distribution" != ubuntu-26.04 ] || packages+=(sudo-rs) ;;
esac

# The mirrors this machine itself uses for the release; the public ones where it uses none.
mirrors_of() {
    # shellcheck disable=SC2016  # the names in the format are apt's, not the shell's
    apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' 2>/dev/null \
        | awk -v release="$1" '$2 == release && $1 ~ /^https?:/ { print $1 }' | sort -u
}

main_mirror=$(mirrors_of "$release" | head -n 1)
if [ -n "$main_mirror" ]; then
    updates_mirror=$(mirrors_of "$release-updates" | head -n 1)
    security_mirror=$(mirrors_of "$release-security" | head -n 1)
else
    main_mirror=$archive
    updates_mirror=$archive
    security_mirror=$security_archive
fi

# debootstrap downloads with wget, which knows nothing of apt's proxy.
eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy)"
export http_proxy=${http_proxy:-} https_proxy=${https_proxy:-}

in_tree() {
    chroot "$tree" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive "$@"
}

say "debootstrap $release"
debootstrap --variant=minbase "${bootstrap[@]}" "$release" "$tree" "$main_mirror" ${script:+"$script"}

say "apt sources"
{
    printf 'deb %s %s %s\n' "$main_mirror" "$release" "$components"
    if [ -n "$updates_mirror" ]; then printf 'deb %s %s-updates %s\n' "$updates_mirror" "$release" "$components"; fi
    if [ -n "$security_mirror" ]; then printf 'deb %s %s-security %s\n' "$security_mirror" "$release" "$components"; fi
} >"$tree/etc/apt/sources.list"
# The host's transport settings (proxies, certificates), without its hooks, for as long as the build lasts.
apt-config dump --format '%F "%v";%n' \
    | grep -iE '^Acquire::(https?|ForceIPv4|Check-|Retries)' | grep -v '"";$' >"$tree/etc/apt/apt.conf.d/99build" || true
if [ -s /etc/ssl/certs/ca-certificates.crt ]; then
    install -D -m 0644 /etc/ssl/certs/ca-certificates.crt "$tree/etc/ssl/certs/ca-certificates.crt"
fi
cp -L /etc/resolv.conf "$tree/etc/resolv.conf"
cp -L /etc/hosts "$tree/etc/hosts"

# Documentation and translations are half the files; a tree with fewer files is copied and removed faster.
cat >"$tree/etc/dpkg/dpkg.cfg.d/lab" <<'CONF'
force-unsafe-io
path-exclude=/usr/share/doc/*
path-exclude=/usr/share/info/*
path-exclude=/usr/share/locale/*
path-exclude=/usr/share/man/*
CONF
# What a package starts on installation would run in the machine that builds.
printf '#!/bin/sh\nexit 101\n' >"$tree/usr/sbin/policy-rc.d"
chmod 0755 "$tree/usr/sbin/policy-rc.d"
# A template database in UTF-8 needs the locale before postgresql is configured.
printf 'LANG=C.UTF-8\n' >"$tree/etc/default/locale"

say "packages"
mount -t proc proc "$tree/proc"
in_tree apt-get -q update
in_tree LANG=C.UTF-8 apt-get -q -y --no-install-recommends install "${packages[@]}"
in_tree apt-get -q clean
umount "$tree/proc"

# A cluster that is made while another server runs on this computer evades its port.
sed -i 's/^port = .*/port = 5432/' "$tree"/etc/postgresql/*/main/postgresql.conf

say "start-up"
# Nothing here has a console, hardware or a disk of its own, and timers that refresh packages disturb measurements.
in_tree systemctl -q mask \
    apt-daily.timer apt-daily-upgrade.timer apt-daily.service apt-daily-upgrade.service dpkg-db-backup.timer \
    fstrim.timer e2scrub_all.timer e2scrub_reap.service man-db.timer \
    console-getty.service container-getty@.service getty@.service getty.target \
    systemd-udevd.service systemd-udevd-control.socket systemd-udevd-kernel.socket systemd-udev-trigger.service \
    systemd-udev-settle.service systemd-timesyncd.service systemd-networkd-wait-online.service \
    systemd-firstboot.service systemd-resolved.service ldconfig.service \
    sys-kernel-debug.mount sys-kernel-tracing.mount dev-hugepages.mount dev-mqueue.mount
in_tree systemctl -q enable systemd-networkd.service
# Ubuntu starts sshd as its package says: since 22.10 by its socket.
case "$distribution" in debian-*) in_tree systemctl -q enable ssh.service ;; esac
# Each machine generates its own, or is given one by its user data.
rm -f "$tree"/etc/ssh/ssh_host_*_key "$tree"/etc/ssh/ssh_host_*_key.pub
: >"$tree/etc/machine-id"
rm -f "$tree/var/lib/dbus/machine-id"

# cloud-init: NoCloud only, so that no time goes into looking for a cloud, and only the modules a droplet's user
# data may use. cloud-init's "netplan to networkd" renderer is the one that needs nothing beyond systemd.
install -d "$tree/etc/cloud/cloud.cfg.d"
cat >"$tree/etc/cloud/cloud.cfg.d/90_lab.cfg" <<'CONF'
datasource_list: [NoCloud, None]
system_info:
  network:
    renderers: [networkd]
apt:
  preserve_sources_list: true
package_update: false
package_upgrade: false
disable_root: false
users: []
manage_etc_hosts: true
growpart: {mode: off}
resize_rootfs: false
CONF
cat >"$tree/etc/cloud/ds-identify.cfg" <<'CONF'
policy: enabled
datasource: NoCloud
CONF
# Units order themselves after network-online.target; without udev and a real link there is nothing to wait for.
install -d "$tree/etc/systemd/journald.conf.d" "$tree/etc/systemd/system.conf.d"
printf '[Journal]\nStorage=volatile\nRuntimeMaxUse=16M\nForwardToConsole=no\n' \
    >"$tree/etc/systemd/journald.conf.d/lab.conf"
printf '[Manager]\nDefaultTimeoutStopSec=10s\n' >"$tree/etc/systemd/system.conf.d/lab.conf"
# A login shows the host's own name, and sshd does not ask a name server that is not there.
printf 'UseDNS no\nPasswordAuthentication no\nPermitRootLogin prohibit-password\n' \
    >"$tree/etc/ssh/sshd_config.d/90-lab.conf"

say "stand-ins"
install -m 0755 "$parts/moorage-stand-in-qdrant" "$parts/moorage-stand-in-neo4j" "$tree/usr/local/bin/"
ln -s moorage-stand-in-qdrant "$tree/usr/local/bin/qdrant"
ln -s moorage-stand-in-neo4j "$tree/usr/local/bin/neo4j"

say "clean-up"
rm -f "$tree/usr/sbin/policy-rc.d" "$tree/etc/apt/apt.conf.d/99build" "$tree/etc/resolv.conf"
rm -rf "$tree"/var/lib/apt/lists/* "$tree"/var/cache/apt/*.bin "$tree"/var/log/*.log "$tree/var/log/apt"
printf '127.0.0.1 localhost\n::1 localhost\n' >"$tree/etc/hosts"
: >"$tree/etc/hostname"
printf 'deb %s %s %s\n' "$archive" "$release" "$components" >"$tree/etc/apt/sources.list"
mv "$tree" "$base"
say "done: $(du -sm "$base" | cut -f1) MB"
