#!/bin/bash
# Rehearses the playbooks on a real machine: deploys two workspaces side by side, changes, interrupts, reboots and
# removes them. Needs root and a lab base; creates and removes everything else itself.
# Usage: playbooks-rehearse.sh [DISTRIBUTION | BASE_TREE]      (default: debian-12; a distribution means the newest tree
# that `moorage-lab machine build --distribution DISTRIBUTION` has built)
# With KEEP=1 the machine stays after a failure for inspection.
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHONDONTWRITEBYTECODE=1

skip() { printf 'SKIPPED playbooks rehearsal: %s\n' "$*"; exit 0; }
say() { printf '== %4d s  %s\n' "$SECONDS" "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || skip "only root can boot a machine"
command -v systemd-nspawn >/dev/null || skip "systemd-nspawn is not installed (package systemd-container)"
base=${1:-debian-12}
if [ ! -d "$base" ]; then
    distribution=$base
    base=""
    for tree in /var/cache/moorage/lab/"$distribution"-*; do
        [ -x "$tree/usr/bin/ansible-playbook" ] || continue
        if [ -z "$base" ] || [ "$tree" -nt "$base" ]; then base=$tree; fi
    done
fi
[ -n "$base" ] || skip "there is no lab base; 'moorage-lab machine build --distribution $distribution' builds one"

a=ws7x2k4
b=ws3a9f1
sentinel='sentinel-3f9c'
programs=/var/lib/moorage/playbooks/rehearsal
host_program=$programs/bin/moorage-host
folder=$(mktemp -d /var/tmp/moorage-rehearsal.XXXXXX)
machine=rehearsal-${folder##*.}
nspawn=
watcher=
leader=
epoch=1

# An overlay: it starts immediately, and a second boot finds the files of the first one.
mkdir "$folder"/{upper,work,tree,bundles}
mount -t overlay overlay -o "lowerdir=$base,upperdir=$folder/upper,workdir=$folder/work" "$folder/tree"

clean_up() {
    local code=$?
    [ -z "$watcher" ] || kill "$watcher" 2>/dev/null || true
    if [ "$code" != 0 ] && [ "${KEEP:-}" = 1 ]; then
        say "kept: $folder, nsenter -t $leader -a"
        return
    fi
    power_off 2>/dev/null || true
    umount "$folder/tree" 2>/dev/null || umount -l "$folder/tree"
    rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# From 258 on (Ubuntu 26.04) systemd refuses control groups of version 1; this computer may have version 2 beside them.
for library in "$base"/usr/lib/*/systemd/libsystemd-shared-*.so; do
    if [ ! -e "$library" ] || [ ! -d /sys/fs/cgroup/unified ]; then continue; fi
    version=${library##*shared-}
    [ "${version%%[!0-9]*}" -lt 258 ] || export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
done

inside() { nsenter -t "$leader" -a "$@"; }

boot() {
    setsid systemd-nspawn -q -D "$folder/tree" -b --register=no --keep-unit -M "$machine" --private-network \
        </dev/null >"$folder/console" 2>&1 &
    nspawn=$!
    local attempt
    for attempt in $(seq 300); do
        leader=$(pgrep -o -P "$nspawn" || true)
        # Its exit code is 1 for degraded, which a single unit that cannot work in a lab causes.
        case "$([ -z "$leader" ] || inside systemctl is-system-running 2>/dev/null || true)" in
            running | degraded) return ;;
        esac
        kill -0 "$nspawn" 2>/dev/null || fail "the machine did not boot: $(tail -n 5 "$folder/console")"
        sleep 0.2
    done
    fail "the machine did not boot within a minute (attempt $attempt)"
}

power_off() {
    [ -n "$nspawn" ] || return 0
    kill "$nspawn" 2>/dev/null || true
    wait "$nspawn" 2>/dev/null || true
    nspawn=
}

# Like a power failure: nothing is asked to stop.
cut_power() {
    kill -KILL "$leader"
    wait "$nspawn" 2>/dev/null || true
    nspawn=
}

install_bundle() { # WORKSPACE OFFSET [fixture's options]: sets $digest
    local workspace=$1 offset=$2
    shift 2
    digest=$(cd playbooks && python3 -m tests.fixture "$workspace" "$offset" ../examples/workspace-app "$folder/bundles" "$@")
    inside sh -c 'cat >/root/upload.tar' <"$folder/bundles/$digest.tar"
    inside "$host_program" install-bundle "$workspace" "$epoch" "$digest" /root/upload.tar >/dev/null
}

start_run() { # WORKSPACE RUN [PLAYBOOK]
    inside "$host_program" start "$1" "$epoch" "$2" "${3:-deploy_workspace.yml}" "$digest" | grep -q started \
        || fail "run $2 was not started"
}

state_of() { inside "$host_program" status "$1"; }

# The machine's files are visible from here too, and reading them costs it nothing.
events_of() { cat "$folder/tree/var/lib/moorage/runs/$1/events.jsonl"; }

wait_for_run() { # RUN EXIT_CODE
    local state
    while [ ! -e "$folder/tree/var/lib/moorage/runs/$1/status" ] && [ "$SECONDS" -lt 900 ]; do sleep 0.1; done
    while state=$(state_of "$1"); [[ $state = *running* ]]; do sleep 0.1; done
    if [[ $state != *"\"exit_code\":$2,"* ]]; then
        events_of "$1" | grep '"failed"' >&2 || true
        inside tail -n 30 "/var/lib/moorage/runs/$1/output" >&2 || true
        fail "run $1: $state, not exit code $2"
    fi
    duration=$(events_of "$1" | sed -n 's/.*"event":"end".*"duration_ms":\([0-9]*\).*/\1/p')
}

wait_for_event() { # RUN INDEX: waits until the task with that index has ended
    local last=0
    while [ "${last:-0}" -lt "$2" ]; do
        [ ! -e "$folder/tree/var/lib/moorage/runs/$1/status" ] || fail "run $1 ended before its task $2"
        sleep 0.05
        last=$(events_of "$1" 2>/dev/null | tail -n 1 | sed -n 's/.*"index":\([0-9]*\),.*/\1/p' || true)
    done
}

deploy() { # WORKSPACE OFFSET RUN [fixture's options]
    local workspace=$1 offset=$2 run=$3
    shift 3
    install_bundle "$workspace" "$offset" "$@"
    start_run "$workspace" "$run"
    wait_for_run "$run" 0
}

expect_no_change() { # RUN
    local changed
    changed=$(events_of "$1" | grep '"changed"' || true)
    [ -z "$changed" ] || fail "run $1 changed something: $changed"
}

expect_answers() { # WORKSPACE DAPHNE_PORT
    local answer
    answer=$(inside curl -sS --max-time 10 "http://127.0.0.1:$2/health/")
    [[ $answer = *'"status": "ok"'*"\"workspace\": \"$1\""* ]] || fail "$1 is not well: $answer"
    answer=$(inside curl -sS --max-time 10 "http://127.0.0.1:$2/tasks/ping/")
    [[ $answer = *'"ok": true'* ]] || fail "$1's worker does not answer: $answer"
    answer=$(inside curl -sSk --max-time 10 --resolve "$1.workspaces.test:443:127.0.0.1" "https://$1.workspaces.test/")
    [[ $answer = *"<code>$1</code>"* ]] || fail "$1's site does not answer: $answer"
}

expect_healthy() { # WORKSPACE: after a boot
    local sick
    sick=$(inside "$host_program" verify "$1" 60 | grep '"healthy":false' || true)
    [ -z "$sick" ] || fail "$1 after a boot: $sick"
}

process_of() { inside systemctl show --property=MainPID --value "moorage-$1-$2.service"; }

say "boot from $base"
boot
tar -C playbooks --exclude=__pycache__ --exclude=./tests -cf - . | inside sh -c "mkdir -p $programs && tar -xf - -C $programs"
tar -C examples/workspace-app --exclude=__pycache__ -cf - . | inside sh -c 'mkdir /root/app && tar -xf - -C /root/app'

say "the example application's own tests"
inside sh -c 'cd /root/app && python3 -m unittest discover -s tests -t . 2>&1' >"$folder/tests" || fail "$(cat "$folder/tests")"

say "a host is registered; a second registration changes nothing"
by_hand=(env "ANSIBLE_CONFIG=$programs/ansible.cfg" ansible-playbook -i 'localhost,' -c local)
inside "${by_hand[@]}" "$programs/register_host.yml" >/dev/null
expect_unchanged() { # runs a playbook with options by hand
    local output
    output=$(inside "${by_hand[@]}" "$@")
    [[ $output = *'changed=0 '* ]] || fail "it changed something: $output"
}
expect_unchanged "$programs/register_host.yml"
[ -z "$(inside ss -Hltn 'sport = :6379')" ] || fail "the distribution's Redis still listens"

# Continuously searches all processes, including the machine's, for a secret that is visible for a moment. The pattern
# is in a file, because as an argument it would find itself.
printf '%s\n' "$sentinel" >"$folder/pattern"
watch_processes() {
    while :; do
        cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n' | grep -aF -f "$folder/pattern" >>"$folder/seen" || true
        sleep 0.05
    done
}
watch_processes &
watcher=$!

say "two workspaces are deployed at the same time"
install_bundle $a 8550
start_run $a a-first
install_bundle $b 9830 --neo4j
start_run $b b-first
wait_for_run a-first 0
wait_for_run b-first 0
together=$duration
expect_answers $a 16550
expect_answers $b 17830
page=$(inside curl -sS "http://127.0.0.1:16550/")
# shellcheck disable=SC2016 # The name holds a dollar sign, and more that must arrive as it is.
[[ $page = *'<h1>Ann&#x27;s &quot;notes&quot; 🚢 {{name}} $HOME 100% #1 \</h1>'* ]] || fail "the name is not intact: $page"

say "Neo4j starts with the workspace's own password"
auth=/srv/moorage/$b/neo4j/data/dbms/auth.ini
[ "$(inside stat -c '%U %a' $auth)" = "$b 600" ] || fail "whose is $auth: $(inside stat -c '%U %a' $auth)"
inside grep -qE '^neo4j:SHA-256,[0-9a-f]{64},[0-9a-f]{64},1024:$' $auth || fail "Neo4j would not read $auth"
state=$(inside "$host_program" neo4j-password $b)
[[ $state = *unchanged* ]] || fail "the password was set again: $state"

say "nothing has drifted; manual changes are reported"
expect_drift() { # WORKSPACE, a Python expression over `d` that must hold
    local answer
    answer=$(inside "$host_program" drift "$1" 14929 16237)
    python3 -c "import json, sys; d = json.loads(sys.argv[1]); assert $2" "$answer" || fail "drift of $1: not $2: $answer"
}
well='d["installed"] and d["user"] and d["application"] and not d["files"] and d["files_checked"] > 13
    and all(u["state"] == "active" and u["enabled"] for u in d["units"])
    and not any(p.get("exposed") or p["state"] not in ("ours", "free") for p in d["ports"])'
well=${well//$'\n'/ }
expect_drift $a "($well) and len(d['units']) == 8 and [p['port'] for p in d['ports'] if p['state'] == 'free'] == [16237]"
expect_drift $b "d['files'] == [] and [p['port'] for p in d['ports'] if p['state'] == 'foreign'] == [14929]"
inside sh -c "printf '\n' >>/etc/moorage/workspaces/$a/redis.conf; chmod 644 /etc/moorage/workspaces/$a/environment"
inside systemctl stop moorage-$a-redis.service
inside systemd-run --quiet --unit=stranger python3 -m http.server --bind 127.0.0.1 14929
while [ -z "$(inside ss -Hltn 'sport = :14929')" ]; do sleep 0.1; done
expect_drift $a '[(f["path"][-11:], f["state"]) for f in d["files"]] == [("environment", "mode"), ("/redis.conf", "changed")]'
expect_drift $a '[u["state"] for u in d["units"] if "redis" in u["unit"]] == ["inactive"]'
expect_drift $a '[p["unit"] for p in d["ports"] if p["state"] == "foreign"] == ["stranger.service"]'
inside systemctl stop stranger.service
deploy $a 8550 a-mended
expect_drift $a "$well"

say "a second run changes nothing"
deploy $a 8550 a-second
expect_no_change a-second
second=$duration

say "a new name restarts only the application"
redis=$(process_of $a redis)
daphne=$(process_of $a daphne)
deploy $a 8550 a-renamed --name renamed
[ "$(process_of $a redis)" = "$redis" ] || fail "Redis was restarted without need"
[ "$(process_of $a daphne)" != "$daphne" ] || fail "the application does not show its new name"
expect_answers $a 16550

say "an archive with a wrong digest is refused, and the workspace keeps working"
inside tar -C /root -czf /root/app.tar.gz app
application='{"application": {"kind": "archive", "url": "file:///root/app.tar.gz", "sha256": "%s", "revision": ""}}'
# shellcheck disable=SC2059 # The format is the line above.
install_bundle $a 8550 --name renamed --variables "$(printf "$application" "$(printf '%064d' 0)")"
start_run $a a-wrong
wait_for_run a-wrong 2
events_of a-wrong | grep '"failed"' | grep -qi 'checksum' || fail "the failure does not name the digest"
expect_answers $a 16550

say "the right archive, and a git revision"
# shellcheck disable=SC2059
deploy $a 8550 a-archive --name renamed --variables "$(printf "$application" "$(inside sha256sum /root/app.tar.gz | cut -c1-64)")"
expect_answers $a 16550
inside sh -c 'cd /root/app && git init -q && git add . && git -c user.name=x -c user.email=x@x.test commit -qm x'
git='{"application": {"kind": "git", "url": "file:///root/app", "sha256": "", "revision": ""}}'
deploy $a 8550 a-git --name renamed --variables "$git"
expect_answers $a 16550
deploy $a 8550 a-git-again --name renamed --variables "$git"
expect_no_change a-git-again

say "a run is stopped halfway; nothing of it is left; the next run finishes its work"
install_bundle $b 9830 --neo4j --name stopped
start_run $b b-stopped
wait_for_event b-stopped 12
group=$(inside systemctl show --property=ControlGroup --value moorage-run-b-stopped.service)
inside "$host_program" stop $b $epoch b-stopped >/dev/null
[[ $(state_of b-stopped) = *'"exit_code":143'* ]] || fail "the stopped run: $(state_of b-stopped)"
left=$(inside sh -c "cat /sys/fs/cgroup/systemd$group/cgroup.procs /sys/fs/cgroup$group/cgroup.procs 2>/dev/null || true")
[ -z "$left" ] || fail "processes of the stopped run are left: $left"
inside grep -q stopped /etc/moorage/workspaces/$b/environment || fail "the run was stopped before it replaced a file"
daphne=$(process_of $b daphne)
deploy $b 9830 b-resumed --neo4j --name stopped
[ "$(process_of $b daphne)" != "$daphne" ] || fail "the resumed run forgot what had to restart"
expect_answers $b 17830

say "a run that ignores the stop is gone within seconds, with everything that it started"
cat >"$folder/tree$programs/stubborn.yml" <<'PLAYBOOK'
- name: Stubborn
  hosts: all
  gather_facts: false
  tasks:
    - name: Ignore every polite signal and leave daemons behind
      ansible.builtin.shell:
        cmd: |
          trap '' TERM HUP INT
          setsid sh -c 'trap "" TERM HUP; (setsid sh -c "trap \"\" TERM HUP; exec sleep 71001" &); exec sleep 71002' \
              </dev/null >/dev/null 2>&1 &
          runuser -u nobody -- setsid sh -c 'trap "" TERM; while :; do sleep 71003; done' &
          systemd-run --quiet --wait --pipe --collect --unit=moorage-{{ workspace_id }}-task.service --uid=nobody \
              --slice=moorage-{{ workspace_id }}.slice --property=BindsTo=moorage-run-{{ run_name }}.service \
              --property=TimeoutStopSec=2 sh -c 'trap "" TERM; while :; do sleep 71004; done' &
          while :; do sleep 71005; done
PLAYBOOK
install_bundle $b 9830 --neo4j --name stopped
start_run $b b-stubborn stubborn.yml
for number in 1 2 3 4 5; do
    while ! inside pgrep -f "^sleep 7100$number" >/dev/null; do sleep 0.1; done
done
began=$(date +%s%N)
stopped=$(inside "$host_program" stop $b $epoch b-stubborn)
cancelled=$((($(date +%s%N) - began) / 1000000))
[[ $stopped = *'"state":"stopped"'*'"killed":true'* ]] || fail "the stubborn run: $stopped"
[ "$cancelled" -lt 5000 ] || fail "the stop took $cancelled ms: $stopped"
left=$(inside pgrep -fa '7100[0-9]' || true)
[ -z "$left" ] || fail "processes of the stubborn run are left: $left"
inside rm "$programs/stubborn.yml"

say "an older lease epoch is refused"
inside "$host_program" stop $a 5 a-never >/dev/null
epoch=5
code=0
inside "$host_program" start $a 4 a-zombie deploy_workspace.yml "$digest" 2>/dev/null || code=$?
[ "$code" = 75 ] || fail "the older epoch got exit code $code"
[[ $(state_of a-zombie) = *absent* ]] || fail "the older epoch started a run"

say "the power fails during a run"
install_bundle $a 8550 --name power
start_run $a a-cut
wait_for_event a-cut 12
cut_power
boot
[[ $(state_of a-cut) = *interrupted* ]] || fail "the run that was cut off: $(state_of a-cut)"
deploy $a 8550 a-after-cut --name power
expect_answers $a 16550
expect_healthy $b

say "a reboot: every service comes back automatically"
power_off
boot
expect_healthy $a
expect_healthy $b
expect_answers $a 16550
expect_answers $b 17830

say "no secret is readable by others"
expect_nothing() { # WHAT, then a command that prints what it finds
    local found
    found=$(inside "${@:2}" 2>/dev/null || true)
    [ -z "$found" ] || fail "$1: $found"
}
kill "$watcher" 2>/dev/null || fail "nobody watched the process lists"
watcher=
[ ! -s "$folder/seen" ] || fail "a process list showed a secret: $(head -n 3 "$folder/seen")"
expect_nothing "a run repeats a secret" grep -rlI $sentinel /var/lib/moorage/runs
expect_nothing "the journal repeats a secret" sh -c "journalctl --no-pager -o cat | grep $sentinel"
# As a user who is in no group of ours.
expect_nothing "anybody can read a secret" runuser -u nobody -- grep -rsl $sentinel /etc /srv /var /opt /tmp
expect_nothing "the front server can read a secret" runuser -u www-data -- grep -rsl $sentinel /etc /srv /var /opt /tmp
expect_nothing "$a can read $b's secrets" \
    runuser -u $a -- grep -rsl $sentinel /etc/moorage/workspaces/$b /srv/moorage/$b /var/lib /tmp
inside sh -c "echo upload >/srv/moorage/$a/media/x && chown $a: /srv/moorage/$a/media/x"
inside runuser -u www-data -- sh -c "ls /srv/moorage/$a/media >/dev/null" || fail "the front server cannot read media"

say "one workspace is removed, the other stays"
epoch=6
install_bundle $a 8550
start_run $a a-gone decommission_workspace.yml
wait_for_run a-gone 0
removal=$duration
expect_answers $b 17830
deploy $b 9830 b-after --neo4j --name stopped
expect_no_change b-after
left=$(inside find / -xdev \( -path /proc -o -path /var/log/journal -o -path /run/log -o -path /root \) -prune -o -name "*$a*" -print \
    | grep -v "^/var/lib/moorage/workspaces/$a$" || true)
[ -z "$left" ] || fail "left behind: $left"
[ "$(inside ls /var/lib/moorage/workspaces/$a | tr '\n' ' ')" = "epoch lock " ] || fail "more than the fence is left"
inside getent passwd $a >/dev/null && fail "the user is left"
left=$(inside runuser -u postgres -- psql -d postgres -Atqc \
    "SELECT datname FROM pg_database WHERE datname = 'adim_$a' UNION SELECT rolname FROM pg_roles WHERE rolname = 'adim_$a'")
[ -z "$left" ] || fail "the database is left: $left"
# Not --all: after a second boot of one tree, nested control groups (version 1) keep the shells of dead units in memory.
expect_nothing "units are left" systemctl list-units --plain --no-legend "*$a*"
expect_nothing "unit files are left" systemctl list-unit-files --no-legend "*$a*"

say "an orphan is found and removed without a bundle; a person's user with such a name stays"
c=ws00orphan
install_bundle $c 1000
start_run $c c-first
wait_for_run c-first 0
inside rm -r /var/lib/moorage/workspaces/$c/bundles
line=$(inside "$host_program" inventory | grep "\"$c\"")
[[ $line = *'"parts":["notes","configuration","home","user","unit_files","units","site","rotation","database"],"runs":1'* ]] \
    || fail "the inventory says: $line"
[[ $(inside "$host_program" inventory) = *"\"$a\",\"parts\":[]"* ]] || fail "the inventory lists removed workspaces"
[[ $(inside "$host_program" remove $c 7 c-gone) = *started* ]] || fail "the removal was not started"
wait_for_run c-gone 0
[[ $(inside "$host_program" inventory) = *"\"$c\",\"parts\":[]"* ]] || fail "the orphan is not gone: $(inside "$host_program" inventory)"
[[ $(inside "$host_program" remove $c 8 c-again) = *absent* ]] || fail "a second removal was started"
inside useradd --create-home wsperson
inside "$host_program" remove wsperson 9 person 2>/dev/null && fail "the removal of a person's user was accepted"
inside "${by_hand[@]}" -e workspace_id=wsperson "$programs/decommission_workspace.yml" >/dev/null && fail "a person was removed"
inside test -d /home/wsperson || fail "the person's home is gone"
expect_answers $b 17830

say "a removed workspace can be removed again, and so can one that never existed"
for workspace in $a ws00000; do
    expect_unchanged -e "workspace_id=$workspace" "$programs/decommission_workspace.yml"
done
inside "${by_hand[@]}" -e 'workspace_id=ws*' "$programs/decommission_workspace.yml" >/dev/null && fail "a pattern was taken for a name"

say "passed: two deploys at once $together ms, second run $second ms, stop of a stubborn run $cancelled ms, removal $removal ms"
