#!/bin/bash
# Runs install.sh as the daemon serves it on a lab machine: it changes nothing unasked, enrols the machine, and undoes it.
set -euo pipefail
cd "$(dirname "$0")/.."

moorage=$PWD/.build/debug/moorage
if [ "$(id -u)" != 0 ]; then
    echo "SKIPPED the installer on a machine: only root can boot one; run sudo make test"
    exit 0
fi

folder=$(mktemp -d)
chmod 0711 "$folder"
state=$folder/lab
daemon=""
fail() { printf 'FAILED %s\n' "$*" >&2; tail -n 5 "$folder"/*.log >&2; exit 1; }
ok() { printf 'ok      %s\n' "$*"; }
leave() {
    [ -z "$daemon" ] || { kill "$daemon"; wait "$daemon"; } || true
    "$moorage" lab stop --all --state-folder "$state" >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap leave EXIT

ssh-keygen -q -t ed25519 -N "" -f "$folder/key"
"$moorage" lab boot installer --authorized-key "$folder/key.pub" --state-folder "$state" >"$folder/boot.log"
machine=$(grep -o '198\.1[89]\.[0-9.]*' "$folder/boot.log" | head -n 1)
on_machine() {
    ssh -q -i "$folder/key" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ConnectTimeout=5 \
        "root@$machine" "$@"
}
for _ in $(seq 60); do
    if on_machine true 2>/dev/null; then break; fi
    sleep 1
done
on_machine true || fail "the machine at $machine does not let us in"

# The computer's own address on the machines' bridge.
own=$(ip -4 route get "$machine" | sed -n 's/.* src \([0-9.]*\).*/\1/p')
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("", 0)); print(s.getsockname()[1])')
base=http://$own:$port
export MOORAGE_DATA_DIR=$folder/data MOORAGE_HTTP_ADDRESS=$own:$port MOORAGE_HTTP_SECURE=no
DIGITALOCEAN_API_URL=http://127.0.0.1:1 "$moorage" serve >"$folder/daemon.log" 2>&1 &
daemon=$!
for _ in $(seq 60); do
    if curl -fs -o /dev/null "$base/health/ready"; then break; fi
    sleep 0.5
done
password=SecurePass123!
printf '%s\n' "$password" | "$moorage" user create me@example.com >/dev/null
token=$(curl -fs -u "me@example.com:$password" -H 'Content-Type: application/json' -d '{"name":"closet"}' \
    "$base/api/hosts/enrolments/" | sed 's/.*"token":"\([^"]*\)".*/\1/')

on_machine "curl -fsSL $base/install.sh -o /tmp/install.sh && sh -n /tmp/install.sh" || fail "the script does not come"
before=$(on_machine "md5sum /etc/passwd; ls /etc/sudoers.d /var/lib")
if on_machine "sh /tmp/install.sh --token mre_wrong --yes" >"$folder/wrong.log" 2>&1; then fail "a wrong token was taken"; fi
grep -q "refused the token" "$folder/wrong.log" || fail "the refusal is not told: $(cat "$folder/wrong.log")"
# Without a terminal nobody can agree.
if on_machine "setsid sh -s -- --token $token </tmp/install.sh" >"$folder/unasked.log" 2>&1; then fail "it went on unasked"; fi
grep -q "add --yes" "$folder/unasked.log" || fail "it does not say why it stopped: $(cat "$folder/unasked.log")"
[ "$(on_machine "md5sum /etc/passwd; ls /etc/sudoers.d /var/lib")" = "$before" ] || fail "it changed something unasked"
ok "a wrong token, and nobody to ask: nothing is changed"

if ! on_machine "curl -fsSL $base/install.sh | sh -s -- --token $token --yes" >"$folder/install.log" 2>&1; then
    cat "$folder/install.log" >&2
    fail "the one line"
fi
cat "$folder/install.log"
on_machine "su -s /bin/sh moorage-service -c 'sudo -n id -u'" | grep -qx 0 || fail "the account may not use sudo"
on_machine "stat -c '%a %U' /var/lib/moorage-service/.ssh/authorized_keys" | grep -qx '600 moorage-service' \
    || fail "the key's file is open to others"
curl -fs -u "me@example.com:$password" "$base/api/hosts/enrolments/" | grep -q '"state":"accepted"' \
    || fail "the daemon does not take the machine"
ok "the one line enrols the machine"

on_machine "sh /tmp/install.sh --uninstall --yes" >"$folder/uninstall.log" 2>&1 || fail "uninstalling"
if on_machine "id moorage-service || ls /etc/sudoers.d/moorage-service /var/lib/moorage-service" >/dev/null 2>&1; then
    fail "uninstalling leaves something behind"
fi
ok "uninstalling leaves nothing behind"
