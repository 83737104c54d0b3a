#!/bin/bash
# Runs all tests, every kind even if an earlier one failed, and lists at the end what was skipped and why. `make test`
# calls it; setup.sh installs its requirements.
set -euo pipefail
cd "$(dirname "$0")/.."

swift=${SWIFT:-$(scripts/find-swift.sh)}
logs=.build/test-logs
failed=()
skipped=()
results=()

say() { printf '\n== %s\n' "$*"; }

# stage NAME COMMAND...: runs the command, saves its output, and records time and result.
stage() {
    local name=$1 started=$SECONDS log result=passed
    shift
    log="$logs/${name// /-}.log"
    say "$name"
    if ! "$@" 2>&1 | tee "$log"; then
        result=FAILED
        failed+=("$name (output: $log)" "$(reasons "$log")")
    fi
    results+=("$(printf '%-22s %-6s %5d s' "$name" "$result" $((SECONDS - started)))")
    collect_skipped "$log"
    [ "$result" = passed ]
}

# The failures, for readers who see only the end of the output.
reasons() {
    grep -aE '(✘ (Test|Suite) .*recorded an issue|error:|Fatal error|FAILED)' "$1" | cut -c1-400 | head -n 20 || true
}

# Swift Testing: `➜ Suite "TLS" skipped: "reason"`; the scripts: `SKIPPED …` and `== … skipped …`.
collect_skipped() {
    local line
    while IFS= read -r line; do skipped+=("$line"); done \
        < <(sed -nE -e 's/^[^A-Za-z]+ ((Suite|Test) .* skipped.*)/\1/p' -e 's/^SKIPPED (.*)/\1/p' -e 's/^== (.*skipped.*)/\1/p' "$1")
}

report() {
    say "results"
    printf '%s\n' "${results[@]}"
    if [ ${#skipped[@]} -gt 0 ]; then
        say "skipped"
        printf '%s\n' "${skipped[@]}"
    else
        say "nothing was skipped"
    fi
    if [ ${#failed[@]} -gt 0 ]; then
        say "FAILED"
        printf '%s\n' "${failed[@]}"
        exit 1
    fi
    say "all tests passed in $SECONDS s"
}

mkdir -p "$logs"
if ! stage "build" "$swift" build --build-tests; then report; fi
if [ "$(id -u)" = 0 ]; then
    stage "lab base" .build/debug/moorage-lab machine build || true
else
    skipped+=("the lab's base and everything that boots a machine: only root can; run sudo make test")
fi
# Many tests drive real servers with time-outs of their own, so on few cores they must not all run at once.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=${SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH:-6}
stage "swift tests" "$swift" test --skip-build --disable-xctest || true
stage "API by Schemathesis" scripts/api-test.sh || true
stage "console in a browser" scripts/console-test.sh || true
stage "installer on a machine" scripts/installer-test.sh || true
stage "playbooks" scripts/playbooks-test.sh || true
if [ -x scripts/playbooks-rehearse.sh ]; then
    stage "playbooks on a machine" scripts/playbooks-rehearse.sh || true
fi
report
