#!/bin/bash
# Runs install.sh, as the daemon serves it, on lab machines. It must change nothing without consent, enrol the machine,
# so that its owner can have a workspace there, and undo its changes.
# Usage: installer-test.sh [DISTRIBUTION...]      (default: debian-12)
set -euo pipefail
cd "$(dirname "$0")/.."

moorage=${MOORAGE:-$PWD/.build/debug/moorage}
moorage_lab=${MOORAGE_LAB:-$PWD/.build/debug/moorage-lab}
if [ "$(id -u)" != 0 ]; then
    echo "SKIPPED the installer on machines: only root can boot one; run sudo make test"
    exit 0
fi
others=$(basename -s .yml playbooks/vars/*.yml | grep -vx debian-12 | paste -sd ' ')
if [ $# = 0 ]; then
    set -- debian-12
    echo "SKIPPED the installer on $others: each base takes minutes to build; run scripts/installer-test.sh $others"
fi

folder=$(mktemp -d)
chmod 0711 "$folder"
state=$folder/lab
daemon=""
distribution=""
fail() {
    printf 'FAILED on %s: %s\n' "$distribution" "$*" >&2
    [ ! -e "$folder/daemon.log" ] || tail -n 5 "$folder/daemon.log" >&2
    exit 1
}
ok() { printf 'ok %5d s  %s: %s\n' "$SECONDS" "$distribution" "$*"; }
leave() {
    [ -z "$daemon" ] || { kill "$daemon"; wait "$daemon"; } || true
    "$moorage_lab" machine stop --all --state-folder "$state" >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap leave EXIT
trap 'exit 130' INT TERM

ssh_options=(-q -i "$folder/key" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ConnectTimeout=5)
# As root, and as the user that the image's cloud-init creates: debian or ubuntu, with sudo and without a password.
# shellcheck disable=SC2029  # what is ours is meant to be put in here
on_machine() { ssh "${ssh_options[@]}" "root@$machine" "$@"; }
# shellcheck disable=SC2029
as_user() { ssh "${ssh_options[@]}" "${distribution%%-*}@$machine" "$@"; }

# Runs a command on a terminal, as the user, waits for its output and types keys (in printf's escapes).
open_terminal() {
    rm -f "$folder/keys"
    mkfifo "$folder/keys"
    ssh -tt "${ssh_options[@]}" "${distribution%%-*}@$machine" "$@" <"$folder/keys" >"$folder/terminal.log" 2>&1 &
    terminal=$!
    exec 8>"$folder/keys"
}
await_text() {
    until grep -q -- "$1" "$folder/terminal.log"; do
        kill -0 "$terminal" 2>/dev/null || fail "it ended without \"$1\": $(cat "$folder/terminal.log")"
        sleep 0.1
    done
}
# shellcheck disable=SC2059
type_keys() { printf "$1" >&8; }
close_terminal() { # returns the command's exit code
    local code=0
    wait "$terminal" || code=$?
    exec 8>&-
    return "$code"
}

boot() {
    if ! "$moorage_lab" machine build --distribution "$distribution" >"$folder/build.log" 2>&1; then
        tail -n 3 "$folder/build.log" >&2
        echo "SKIPPED the installer on $distribution: its base could not be built; can its archive be reached?"
        return 1
    fi
    printf '#cloud-config\nusers: [default]\n' >"$folder/user-data"
    "$moorage_lab" machine boot "installer-$distribution" --distribution "$distribution" --user-data "$folder/user-data" \
        --authorized-key "$folder/key.pub" --state-folder "$state" >"$folder/boot.log" || fail "the machine does not boot"
    machine=$(grep -o '198\.1[89]\.[0-9.]*' "$folder/boot.log" | head -n 1)
    for _ in $(seq 100); do
        if as_user sudo -n true 2>/dev/null; then return; fi
        sleep 0.2
    done
    fail "the machine at $machine refuses the log-in"
}

start_daemon() {
    local own port
    # This computer's own address on the machines' bridge.
    own=$(ip -4 route get "$machine" | sed -n 's/.* src \([0-9.]*\).*/\1/p')
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("", 0)); print(s.getsockname()[1])')
    base=http://$own:$port
    away=http://$own:1
    export MOORAGE_DATA_DIR=$folder/data MOORAGE_HTTP_ADDRESS=$own:$port MOORAGE_HTTP_SECURE=no
    DIGITALOCEAN_API_URL=http://127.0.0.1:1 "$moorage" serve >"$folder/daemon.log" 2>&1 &
    daemon=$!
    for _ in $(seq 60); do
        if curl -fs -o /dev/null "$base/health/ready"; then break; fi
        sleep 0.5
    done
    password=SecurePass123!
    printf '%s\n' "$password" | "$moorage" user create me@example.com >/dev/null
}

api() { # PATH [curl's options]
    local path=$1
    shift
    curl -fs -u "me@example.com:$password" -H 'Content-Type: application/json' "$@" "$base$path"
}
member() { sed "s/.*\"$1\":\"\([^\"]*\)\".*/\1/"; }
new_token() { api /api/hosts/enrolments/ -d "{\"name\":\"$distribution\"}" | member token; }
query() { runuser -u postgres -- psql -h "$folder/data/postgres/socket" -d postgres -AtXqc "$1"; }

# Everything that useradd and sudo could leave, and everything with Moorage's name.
traces() {
    on_machine 'cd /etc && md5sum passwd group shadow gshadow subuid subgid sudoers; ls sudoers.d
        find /etc /home /opt /root /srv /usr/local /var -xdev -iname "*moorage*" ! -name "moorage-stand-in-*" ! -path "/var/log/journal/*"' \
        | grep -v ' -$' | sort
}

expect_refusal() { # LOG EXPECTED: the previous command failed, gave the reason, and changed nothing
    grep -q -- "$2" "$folder/$1.log" || fail "$1: it does not say \"$2\": $(cat "$folder/$1.log")"
    grep -q "Nothing was changed" "$folder/$1.log" || fail "$1: it does not say that nothing was changed"
    [ "$(traces)" = "$before" ] || fail "$1: it changed something: $(diff <(echo "$before") <(traces))"
}

test_tokens() {
    local used
    on_machine "curl -fsSL $base/install.sh -o /tmp/install.sh && sh -n /tmp/install.sh" || fail "the script cannot be downloaded"
    if on_machine "sh /tmp/install.sh --token mre_wrong --yes" >"$folder/wrong.log" 2>&1; then fail "a wrong token was accepted"; fi
    expect_refusal wrong "refused the token"
    used=$(new_token)
    query "UPDATE moorage.host_enrolments SET expires_at = now() WHERE state = 'open'"
    if on_machine "sh /tmp/install.sh --token $used --yes" >"$folder/expired.log" 2>&1; then fail "an old token was accepted"; fi
    expect_refusal expired "refused the token"
    used=$(new_token)
    query "UPDATE moorage.host_enrolments SET state = 'accepted' WHERE state = 'open' AND expires_at > now()"
    if on_machine "sh /tmp/install.sh --token $used --yes" >"$folder/used.log" 2>&1; then fail "a used token was accepted"; fi
    expect_refusal used "refused the report"
    if on_machine "sed 's|$base|$away|' /tmp/install.sh | sh -s -- --token mre_x --yes" >"$folder/away.log" 2>&1; then
        fail "it continued without the server"
    fi
    expect_refusal away "does not answer"
    if as_user "sh /tmp/install.sh --token mre_x --yes" >"$folder/user.log" 2>&1; then fail "it continued without root"; fi
    expect_refusal user "run this as root"
    ok "a wrong, an old and a used token, no server, no root: nothing changes"
}

# Problems of a machine are marked before the script contacts the server. Only the script sees the change.
expect_mark() { # MARK, then mount's arguments
    local mark=$1
    shift
    if on_machine "unshare -m sh -c 'mount $* && sh /tmp/install.sh --token mre_x --yes'" >"$folder/machine.log" 2>&1; then
        fail "it accepted a machine with $*"
    fi
    grep -qi "^  NO .*$mark" "$folder/machine.log" || fail "it does not mark $mark: $(cat "$folder/machine.log")"
    [ "$(grep -c '^  NO ' "$folder/machine.log")" = 1 ] || fail "it marks more than $mark: $(cat "$folder/machine.log")"
    expect_refusal machine "cannot be a host"
}

test_machine() {
    local setting
    on_machine 'mkdir -p /tmp/none /tmp/sshd; : >/tmp/empty
        printf "ID=alpine\nVERSION_ID=3.21.0\nPRETTY_NAME=\"Alpine Linux v3.21\"\n" >/tmp/alpine'
    expect_mark "Alpine Linux v3.21; use Debian" --bind /tmp/alpine /etc/os-release
    expect_mark "this system; use Debian" --bind /tmp/empty /etc/os-release
    expect_mark "systemd does not run" --bind /tmp/none /run/systemd
    for setting in "PubkeyAuthentication no" "AuthorizedKeysFile /etc/keys/%u" "AllowUsers root ann" "AllowGroups wheel"; do
        on_machine "echo '$setting' >/tmp/sshd/test.conf"
        expect_mark "${setting%% *}" --bind /tmp/sshd /etc/ssh/sshd_config.d
    done
    ok "an unknown system, no systemd, an sshd that would reject Moorage: nothing changes"
}

test_asking() {
    local keys
    # Without a terminal nobody can confirm.
    if on_machine "setsid sh -s -- --token $token </tmp/install.sh" >"$folder/unasked.log" 2>&1; then fail "it continued without confirmation"; fi
    expect_refusal unasked "add --yes"
    if as_user "$line" >"$folder/piped.log" 2>&1; then fail "it continued without confirmation through sudo"; fi
    expect_refusal piped "add --yes"
    if [[ $distribution = ubuntu-* ]]; then
        grep -q "ufw allow 80,443/tcp" "$folder/piped.log" || fail "it does not mention the firewall: $(cat "$folder/piped.log")"
    fi
    for keys in 'n\n' '\n' '\003' '\004'; do
        open_terminal "$line"
        await_text "Continue?"
        type_keys "$keys"
        if close_terminal; then fail "the keys $keys counted as confirmation"; fi
        expect_refusal terminal "Continue?"
    done
    ok "no terminal, no, an empty line, Control-C and Control-D: nothing changes"
}

# The server stops answering when half the work is done, and the owner interrupts the script.
test_interruption() {
    open_terminal "$line"
    await_text "Continue?"
    kill -STOP "$daemon"
    type_keys 'y\n'
    await_text "use sudo\."
    type_keys '\003'
    if close_terminal; then fail "Control-C was not a failure"; fi
    kill -CONT "$daemon"
    grep -q "The changes so far stay" "$folder/terminal.log" || fail "it does not say what it leaves: $(cat "$folder/terminal.log")"
    on_machine "id moorage-service" >/dev/null || fail "it was not interrupted halfway"
    as_user "curl -fsSL $base/install.sh | sudo sh -s -- --uninstall --yes" >"$folder/half.log" 2>&1 || fail "undoing a partial installation"
    [ "$(traces)" = "$before" ] || fail "half an installation leaves something: $(diff <(echo "$before") <(traces))"
    ok "Control-C midway: the remains are listed and can be undone"
}

expect_host() {
    on_machine "su -s /bin/sh moorage-service -c 'sudo -n id -u'" | grep -qx 0 || fail "the account may not use sudo"
    on_machine "stat -c '%a %U' /var/lib/moorage-service/.ssh/authorized_keys" | grep -qx '600 moorage-service' \
        || fail "the key's file is open to others"
    api /api/hosts/enrolments/ | grep -q "\"name\":\"$distribution\",\"state\":\"accepted\"" \
        || fail "the daemon does not accept the machine: $(api /api/hosts/enrolments/)"
}

test_install() {
    open_terminal "$line"
    await_text "Continue?"
    type_keys 'y\n'
    close_terminal || fail "the single command: $(cat "$folder/terminal.log")"
    tr -d '\r' <"$folder/terminal.log"
    expect_host
    ok "the single command, confirmed on the terminal, makes the machine a host"
    as_user "$line --yes" >"$folder/again.log" 2>&1 || fail "a second time: $(cat "$folder/again.log")"
    expect_host
    ok "a second time with the same token, without a terminal"
}

await_status() { # WORKSPACE STATUS
    local status
    for _ in $(seq 600); do
        status=$(query "SELECT status FROM workspaces WHERE workspace_id = '$1'")
        case "$status" in
            "$2") return ;;
            failed) break ;;
        esac
        sleep 0.5
    done
    "$moorage" logs "$1" | tail -n 20 >&2 || true
    fail "the workspace $1 is $status, not $2"
}

test_workspace() {
    local workspace
    workspace=$("$moorage" workspace create "Test" --owner me@example.com --type bare_metal --vcpu 1 --ram-gb 1 --storage-gb 10 \
        | grep -o 'ws[0-9a-z]\{5\}' | head -n 1)
    await_status "$workspace" active
    on_machine "systemctl is-active moorage-$workspace-daphne.service" >/dev/null || fail "the workspace does not run"
    ok "a workspace runs on it"
    query "UPDATE workspaces SET status = 'decommissioned' WHERE workspace_id = '$workspace'"
    await_status "$workspace" decommissioned
}

test_uninstall() {
    as_user "curl -fsSL $base/install.sh | sudo sh -s -- --uninstall --yes" >"$folder/uninstall.log" 2>&1 \
        || fail "uninstalling: $(cat "$folder/uninstall.log")"
    [ "$(traces)" = "$before" ] || fail "uninstalling leaves something: $(diff <(echo "$before") <(traces))"
    as_user "curl -fsSL $base/install.sh | sudo sh -s -- --uninstall --yes" >"$folder/uninstall.log" 2>&1 \
        || fail "uninstalling a second time: $(cat "$folder/uninstall.log")"
    ok "uninstalling leaves nothing behind"
}

test_distribution() {
    boot || return 0
    [ -n "$daemon" ] || start_daemon
    if [[ $distribution = ubuntu-* ]]; then on_machine "ufw allow OpenSSH && ufw --force enable" >"$folder/ufw.log"; fi
    before=$(traces)
    test_tokens
    test_machine
    token=$(new_token)
    line="curl -fsSL $base/install.sh | sudo sh -s -- --token $token"
    test_asking
    test_interruption
    test_install
    test_workspace
    test_uninstall
    "$moorage_lab" machine stop "installer-$distribution" --state-folder "$state" >/dev/null
}

ssh-keygen -q -t ed25519 -N "" -f "$folder/key"
for distribution in "$@"; do test_distribution; done
