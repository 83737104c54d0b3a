#!/bin/bash
# Starts a machine and leaves it running in a session and control groups of its own.
# Usage: start-machine.sh TREE TAG BRIDGE HOSTNAME CONSOLE_LOG
set -euo pipefail

tree=$1
tag=$2
bridge=$3
hostname=$4
console=$5

if [ -d /run/systemd/system ]; then
    # nspawn asks the system's own systemd for a scope named after the machine.
    unit=()
else
    # Without one, nspawn builds its groups below those of its caller, and two machines started from one shell would
    # share them: systemd in one would then signal and count the processes of the other.
    unit=(--keep-unit)
    for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/unified /sys/fs/cgroup/systemd; do
        if [ -w "$hierarchy/cgroup.procs" ]; then
            mkdir -p "$hierarchy/$tag"
            echo $$ >"$hierarchy/$tag/cgroup.procs"
        fi
    done
fi

# From 258 on (Ubuntu 26.04) systemd refuses groups of version 1; this computer may have version 2 beside them.
if [ -d /sys/fs/cgroup/unified ]; then
    for library in "$tree"/usr/lib/*/systemd/libsystemd-shared-*.so; do
        [ -e "$library" ] || continue
        version=${library##*shared-}
        [ "${version%%[!0-9]*}" -lt 258 ] || export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
    done
fi

setsid systemd-nspawn --quiet --directory="$tree" --boot --register=no "${unit[@]}" --machine="$tag" \
    --hostname="$hostname" --network-bridge="$bridge" --link-journal=no --resolv-conf=off --timezone=off \
    </dev/null >>"$console" 2>&1 &
