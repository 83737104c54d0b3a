#!/bin/bash
# Has Schemathesis test the HTTP API against /openapi.json, as a user and as staff.
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHONDONTWRITEBYTECODE=1

requirements=scripts/api-test-requirements.txt
venv=.build/schemathesis
# Hosts are registered with invented addresses. The daemon connects to them, so it must not reach beyond this machine.
alone=(unshare --net)
if [ "$(id -u)" != 0 ]; then alone=(unshare --user --map-current-user --keep-caps --net); fi
if ! "${alone[@]}" ip link set lo up; then
    echo "SKIPPED the HTTP API against its description: this user cannot have a network of its own; run sudo make test"
    exit 0
fi
if ! cmp -s "$requirements" "$venv/requirements.txt"; then
    echo "== Schemathesis from PyPI, into $venv"
    python3 -m venv --clear "$venv"
    "$venv/bin/pip" --quiet --disable-pip-version-check install -r "$requirements"
    cp "$requirements" "$venv/requirements.txt"
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# The private Postgres of root's daemon runs as another user, which must be able to reach its folder.
chmod 0711 "$folder"
# One user sends requests as fast as the daemon answers, from the addresses of api_test_hooks.py; the log is read
# afterwards.
export MOORAGE_REQUESTS_PER_MINUTE=0 MOORAGE_TRUSTED_PROXIES=127.0.0.1 MOORAGE_ACCESS_LOG=on MOORAGE_LOG_FORMAT=json
export PYTHONPATH=$PWD/scripts
# shellcheck disable=SC2016  # for the inner shell
"${alone[@]}" sh -c 'ip link set lo up && exec "$@"' sh \
    python3 scripts/api-test.py .build/debug/moorage "$PWD/$venv/bin/python" "$folder"
