#!/bin/bash
# Measures the figures of docs/reliability.md with real parts: every fail point with every fault of the API, takeover,
# cancel. Needs root, because its hosts are real sshds in mount namespaces. Takes about a quarter of an hour on two
# cores. The argument `takeover`, `cancel` or `pairs` selects one part.
set -euo pipefail
cd "$(dirname "$0")/.."

case ${1-} in
'') part= ;;
takeover) part='.*takeover after a kill' ;;
cancel) part='.*cancel to a verified stop' ;;
pairs) part='.*every fail point with every fault' ;;
*)
    echo "scripts/reliability.sh has no part '$1'. Its parts are takeover, cancel and pairs." >&2
    exit 2
    ;;
esac
swift=${SWIFT:-$(scripts/find-swift.sh)}
"$swift" build --build-tests
MOORAGE_RELIABILITY_REPORT=1 "$swift" test --skip-build --disable-xctest --filter "ReliabilityReport$part"
