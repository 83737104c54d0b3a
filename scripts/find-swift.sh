#!/bin/sh
# Prints the path of a swift: the one in PATH, otherwise one in the usual places of toolchains. sudo hides both PATH and
# the home folder of the person who called it, hence SUDO_USER.
set -eu

if found=$(command -v swift); then
    printf '%s\n' "$found"
    exit 0
fi
caller_home=$(getent passwd "${SUDO_USER:-$(id -un)}" | cut -d: -f6)
# Sorted by version, newest last.
found=$(
    for program in "$caller_home"/.local/share/swiftly/toolchains/*/usr/bin/swift /opt/swift*/usr/bin/swift \
        /usr/local/swift*/usr/bin/swift /usr/share/swift/usr/bin/swift; do
        if [ -x "$program" ]; then printf '%s\n' "$program"; fi
    done | sort -V | tail -n 1
)
if [ -z "$found" ]; then
    echo "There is no Swift. Moorage needs Swift 6.3 or later: https://www.swift.org/install/linux/ (then put its" >&2
    echo "usr/bin into PATH, or call make with SWIFT=/path/to/swift)." >&2
    exit 1
fi
printf '%s\n' "$found"
