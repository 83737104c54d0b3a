#!/bin/bash
# The figures of docs/reliability.md on real parts: every fail point with every fault of the API, takeover, cancel.
# As root: its hosts are real sshds in mount namespaces. Takes about half an hour on two cores.
set -euo pipefail
cd "$(dirname "$0")/.."

swift=${SWIFT:-$(scripts/find-swift.sh)}
"$swift" build --build-tests
MOORAGE_RELIABILITY_REPORT=1 "$swift" test --skip-build --disable-xctest --filter ReliabilityReport
