#!/bin/bash
# Tests the console in a headless Chromium. With --pictures it replaces the pictures in docs/console.
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHONDONTWRITEBYTECODE=1

chromium=$(command -v chromium || command -v chromium-browser || true)
if [ -z "$chromium" ]; then
    echo "SKIPPED the console in a browser: there is no chromium; scripts/setup.sh installs it on Debian"
    exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# The private Postgres of root's daemon runs as another user, which must be able to reach its folder.
chmod 0711 "$folder"
pictures=""
if [ "${1:-}" = --pictures ]; then
    mkdir -p docs/console
    pictures=docs/console
fi
python3 scripts/console-test.py .build/debug/moorage "$chromium" "$folder" ${pictures:+"$pictures"}
