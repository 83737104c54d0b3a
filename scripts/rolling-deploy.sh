#!/bin/bash
# Shows that a rolling deploy loses nothing: one daemon of an older revision and one of this checkout on one private
# Postgres, the DigitalOcean simulator and hosts that are real sshds in mount namespaces (docs/reliability.md). They
# build 200 workspaces; halfway the older daemon gets SIGTERM; at the end all are torn down. Needs root.
#
#   scripts/rolling-deploy.sh [REVISION]
#
# REVISION is built in a temporary worktree; the default is the last revision with version 2 of the stored form.
# MOORAGE_OLD_PROGRAM=PATH uses a program that is already built. MOORAGE_ROLLING_WORKSPACES=N changes their number.
set -euo pipefail
cd "$(dirname "$0")/.."

revision=${1-3af4e0c}
swift=${SWIFT:-$(scripts/find-swift.sh)}
if [ -z "${MOORAGE_OLD_PROGRAM-}" ]; then
    old=$(mktemp -d)
    trap 'git worktree remove --force "$old/checkout"; rm -rf "$old"' EXIT
    git worktree add --detach "$old/checkout" "$revision"
    "$swift" build --package-path "$old/checkout" --product moorage
    MOORAGE_OLD_PROGRAM=$("$swift" build --package-path "$old/checkout" --product moorage --show-bin-path)/moorage
fi
"$swift" build --build-tests
MOORAGE_OLD_PROGRAM=$MOORAGE_OLD_PROGRAM "$swift" test --skip-build --disable-xctest --filter RollingDeployTests
