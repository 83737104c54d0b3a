#!/bin/bash
# Measures the figures of docs/performance.md: Moorage and a FastAPI peer on the same database, and the log stream.
# Benchmarks/run.sh [otp|stream|list|all]. Runs on Debian, as root or not; requires wrk, a C compiler, python3-venv and
# PostgreSQL's programs. Everything runs in a temporary folder, on loopback, and is removed afterwards.
#
# MOORAGE (an already built program), ROUNDS (5), SECONDS_A_ROUND (10), LISTENERS (2000) and ROWS (100) change the run.
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHONDONTWRITEBYTECODE=1

part=${1:-all}
rounds=${ROUNDS:-5}
duration=${SECONDS_A_ROUND:-10}
listeners=${LISTENERS:-2000}
rows=${ROWS:-100}
moorage_port=${MOORAGE_PORT:-18080}
peer_port=${PEER_PORT:-18081}
venv=.build/benchmark-venv
processes=()

say() { printf '\n== %s\n' "$*"; }
fail() {
    echo "Benchmarks/run.sh: $*" >&2
    exit 1
}

case $part in
otp | stream | list | all) ;;
*) fail "there is no part '$part'. The parts are otp, stream, list and all." ;;
esac

# stop PID: ends one of our processes and waits for it.
stop() {
    kill "$1" 2>/dev/null || return 0
    wait "$1" 2>/dev/null || true
}

clean_up() {
    local index
    for ((index = ${#processes[@]} - 1; index >= 0; index--)); do stop "${processes[index]}"; done
    if [ -f "$folder/postgres/postmaster.pid" ]; then
        as_postgres "$programs/pg_ctl" -D "$folder/postgres" -m fast -w stop >/dev/null || true
    fi
    rm -rf "$folder"
}

# Postgres refuses to run as root.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

# wait_for ADDRESS NAME: waits for any answer at the address.
wait_for() {
    local try
    for ((try = 0; try < 300; try++)); do
        if curl -s -o "$folder/answer" "$1"; then return 0; fi
        sleep 0.1
    done
    cat "$folder"/*.log >&2
    fail "$2 does not answer at $1"
}

prepare() {
    local program
    for program in wrk curl cc python3 pg_config; do
        command -v "$program" >/dev/null || fail "$program is missing. apt-get install wrk curl gcc python3-venv libpq-dev"
    done
    programs=$(pg_config --bindir)
    [ -x "$programs/initdb" ] || fail "there is no initdb in $programs. apt-get install postgresql"
    # Each listener is one socket here and one in the daemon, which inherits the limit.
    ulimit -n "$(ulimit -H -n)"
    # Enough for the listeners at one end and some files.
    if [ "$(ulimit -n)" != unlimited ] && [ "$(ulimit -n)" -lt $((listeners + 500)) ]; then
        fail "$listeners listeners need a limit of $((listeners + 500)) open files; ulimit -H -n is $(ulimit -H -n)"
    fi
    if [ -n "${MOORAGE:-}" ]; then
        moorage=$MOORAGE
    else
        "${SWIFT:-$(scripts/find-swift.sh)}" build -c release --product moorage
        moorage=.build/release/moorage
    fi
    if ! cmp -s Benchmarks/requirements.txt "$venv/requirements.txt"; then
        python3 -m venv --clear "$venv"
        "$venv/bin/pip" --quiet --disable-pip-version-check install -r Benchmarks/requirements.txt
        cp Benchmarks/requirements.txt "$venv/requirements.txt"
    fi
    cc -O2 -Wall -o "$folder/listeners" Benchmarks/listeners.c
}

# Debian's default settings, with enough memory that nothing is read from disk; commits are durable.
start_postgres() {
    mkdir "$folder/postgres"
    if [ "$(id -u)" = 0 ]; then chown postgres "$folder" "$folder/postgres"; fi
    as_postgres "$programs/initdb" -D "$folder/postgres" -U bench -A trust -E UTF8 --locale=C >/dev/null
    as_postgres "$programs/pg_ctl" -D "$folder/postgres" -l "$folder/postgres/log" -w start >/dev/null \
        -o "-c listen_addresses= -c unix_socket_directories=$folder -c shared_buffers=256MB"
    postgres_process=$(head -n 1 "$folder/postgres/postmaster.pid")
    export DATABASE_URL="postgresql://bench@/postgres?host=$folder"
}

sql() { "$programs/psql" -X -q -v ON_ERROR_STOP=1 -At "$DATABASE_URL" "$@"; }

start_moorage() {
    local secret
    export MOORAGE_DATA_DIR="$folder/moorage"
    "$moorage" migrate >"$folder/migrate.log" 2>&1 || fail "the schema cannot be created: $(cat "$folder/migrate.log")"
    secret=$(head -c 12 /dev/urandom | od -An -tx1 | tr -d ' \n')
    "$moorage" user create bench@example.com <<<"$secret" >/dev/null
    sql -f Benchmarks/seed.sql
    sql -c "SELECT otp_code FROM workspace_otps ORDER BY id" >"$folder/codes"
    # One user and one address send requests as fast as they can; the peer has no such limits and writes no log.
    export MOORAGE_REQUESTS_PER_MINUTE=0 MOORAGE_TRUSTED_PROXIES=127.0.0.1 MOORAGE_ACCESS_LOG=off
    "$moorage" serve --http-address "127.0.0.1:$moorage_port" >"$folder/moorage.log" 2>&1 &
    moorage_process=$!
    processes+=("$moorage_process")
    wait_for "http://127.0.0.1:$moorage_port/api/workspaces/" Moorage
    token=$(curl -sS -u "bench@example.com:$secret" -H 'Content-Type: application/json' -d '{"name": "benchmark"}' \
        "http://127.0.0.1:$moorage_port/api/auth/tokens/" | python3 -c 'import json, sys; print(json.load(sys.stdin)["token"])')
}

# start_peer WORKERS
start_peer() {
    (cd Benchmarks && exec "../$venv/bin/uvicorn" peer:app --host 127.0.0.1 --port "$peer_port" --workers "$1" \
        --loop uvloop --http httptools --no-access-log --log-level warning) >"$folder/peer.log" 2>&1 &
    peer_process=$!
    processes+=("$peer_process")
    wait_for "http://127.0.0.1:$peer_port/api/workspaces/" "the peer"
}

stop_peer() {
    stop "$peer_process"
    unset "processes[-1]"
}

# processor PID: the processor time of a process and its children so far, in hundredths of a second.
processor() {
    # A process may end between being listed and being read.
    { cat /proc/[0-9]*/stat 2>/dev/null || true; } | sed 's/^\([0-9]*\) (.*) . /\1 /' |
        awk -v process="$1" '$1 == process || $2 == process { all += $12 + $13 } END { print all + 0 }'
}

# drive PORT SECONDS CONNECTIONS PID: one round of the driver against a server; prints requests/s, p50, p99 (ms),
# requests, errors, and the processor time per request (microseconds) in the server and in Postgres. Unlike the rate,
# that time hardly depends on other load.
drive() {
    local output figures server database
    database=$(processor "$postgres_process")
    server=$(processor "$4")
    output=$(wrk -t1 --timeout 10s -c "$3" -d "${2}s" -s Benchmarks/requests.lua "http://127.0.0.1:$1" 2>&1)
    server=$(($(processor "$4") - server))
    database=$(($(processor "$postgres_process") - database))
    figures=$(sed -n 's/^FIGURES //p' <<<"$output")
    [ -n "$figures" ] || fail "the driver failed: $output"
    awk -v server="$server" -v database="$database" \
        '{ printf "%s %.0f %.0f\n", $0, server * 10000 / $4, database * 10000 / $4 }' <<<"$figures"
}

# The peer at its best: with the number of workers that gives the highest rate.
choose_workers() {
    local workers figure best=0
    for workers in 1 2; do
        start_peer "$workers"
        drive "$peer_port" 2 "$1" "$peer_process" >/dev/null
        figure=$(drive "$peer_port" 5 "$1" "$peer_process" | cut -d' ' -f1)
        echo "peer with $workers workers: $figure requests/s"
        stop_peer
        if awk "BEGIN { exit !($figure > $best) }"; then
            best=$figure
            peer_workers=$workers
        fi
    done
}

# compare NAME CONNECTIONS: drives both alternately, each with a warm-up, and prints the medians.
compare() {
    local round figures table="$folder/$1"
    choose_workers "$2"
    start_peer "$peer_workers"
    drive "$moorage_port" 2 "$2" "$moorage_process" >/dev/null
    drive "$peer_port" 2 "$2" "$peer_process" >/dev/null
    for ((round = 1; round <= rounds; round++)); do
        figures=$(drive "$moorage_port" "$duration" "$2" "$moorage_process")
        echo "moorage $figures" | tee -a "$table"
        figures=$(drive "$peer_port" "$duration" "$2" "$peer_process")
        echo "peer $figures" | tee -a "$table"
    done
    stop_peer
    say "$1, $2 connections: medians of $rounds rounds of $duration s, peer with $peer_workers workers"
    python3 Benchmarks/medians.py "$table"
}

run_otp() {
    local accepted recorded
    say "one-time passwords (name, requests/s, p50 ms, p99 ms, requests, errors, processor µs: server, Postgres)"
    sql -c "UPDATE workspace_otps SET usage_count = 0"
    sql -c "VACUUM FULL ANALYZE workspace_otps"
    unset BENCH_TOKEN
    BENCH_CODES=$folder/codes compare otp 64
    accepted=$(awk '{ all += $5 - $6 } END { print all }' "$folder/otp")
    recorded=$(sql -c "SELECT sum(usage_count) FROM workspace_otps")
    echo "recorded uses: $recorded; accepted in the rounds: $accepted (the rest: warm-ups, and answers cut off at a round's end)"
    [ "$recorded" -ge "$accepted" ] || fail "an accepted code was not recorded"
}

run_list() {
    say "list of 200 workspaces (name, requests/s, p50 ms, p99 ms, requests, errors, processor µs: server, Postgres)"
    BENCH_TOKEN=$token compare list 16
}

run_stream() {
    say "log stream"
    "$venv/bin/python" Benchmarks/stream.py "$folder/listeners" "$moorage_port" "$token" wsstream "$moorage_process" \
        "$listeners" "$rows"
}

folder=$(mktemp -d)
# The private Postgres may run as another user, which must be able to reach its folder.
chmod 0711 "$folder"
programs=
trap clean_up EXIT
trap 'exit 130' INT TERM
prepare
start_postgres
start_moorage
say "$(date +%F), $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), $("$programs/postgres" --version | cut -d' ' -f3), $(python3 --version)"
case $part in
otp) run_otp ;;
stream) run_stream ;;
list) run_list ;;
all)
    run_stream
    run_otp
    run_list
    ;;
esac
