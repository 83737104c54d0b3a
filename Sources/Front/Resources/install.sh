#!/bin/sh
# Makes this machine a host of Moorage: checks it, lists the changes, asks for confirmation, and only then changes
# anything.
#   curl -fsSL @SERVER@/install.sh | sudo sh -s -- --token TOKEN
#   curl -fsSL @SERVER@/install.sh | sudo sh -s -- --uninstall
# Run through a pipe, so everything is in functions: half a script does nothing.
set -eu

server="@SERVER@"
distributions="@DISTRIBUTIONS@"
account="moorage-service"
home="/var/lib/$account"
sudoers="/etc/sudoers.d/$account"
# Moorage's own requirements for a machine.
least_cores=1
least_memory_mib=3600
least_disk_mib=10240

token=""
port=22
address=""
assume_yes=""
waits=1
action="install"
problems=0
# The message for a user who interrupts this script, and a temporary file to remove.
unfinished="Nothing was changed."
draft=""

say() { printf '%s\n' "$*"; }
fail() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }
good() { printf '  ok    %s\n' "$*"; }
note() { printf '  note  %s\n' "$*"; }
bad() { printf '  NO    %s\n' "$*"; problems=$((problems + 1)); }

leave() {
    code=$?
    [ -z "$draft" ] || rm -f "$draft"
    if [ "$code" != 0 ] && [ -n "$unfinished" ]; then say "$unfinished"; fi
}

usage() {
    cat <<'END'
Usage: install.sh --token TOKEN [--ssh-port PORT] [--address ADDRESS] [--yes] [--no-wait]
       install.sh --uninstall [--yes]
  --token TOKEN      the one-time token of this machine, from the console or the API
  --ssh-port PORT    the port of this machine's SSH server; by default 22
  --address ADDRESS  the address of this machine; by default the source address of its requests
  --yes              do not ask for confirmation
  --no-wait          do not wait until Moorage has checked this machine
  --uninstall        undo what this script did
END
}

read_arguments() {
    while [ $# -gt 0 ]; do
        case "$1" in
            --token | --ssh-port | --address)
                [ $# -ge 2 ] || fail "$1 needs a value"
                case "$1" in
                    --token) token=$2 ;;
                    --ssh-port) port=$2 ;;
                    *) address=$2 ;;
                esac
                shift 2 ;;
            --yes) assume_yes=1; shift ;;
            --no-wait) waits=""; shift ;;
            --uninstall) action="uninstall"; shift ;;
            --help | -h) usage; exit 0 ;;
            *) usage >&2; fail "unknown argument '$1'" ;;
        esac
    done
    case "$token" in *[!A-Za-z0-9_-]*) fail "the token contains invalid characters; copy it again" ;; esac
    case "$port" in "" | *[!0-9]*) fail "--ssh-port must be a number" ;; esac
    case "$address" in *[!A-Za-z0-9.:-]*) fail "--address must be a host name or an IP address" ;; esac
}

# Reads from the terminal, because standard input is this script.
ask() {
    [ -z "$assume_yes" ] || return 0
    # In a subshell, because a failing redirection ends its shell.
    if ! (exec </dev/tty) 2>/dev/null; then fail "there is no terminal for the confirmation; add --yes to confirm"; fi
    printf '%s [y/N] ' "$1" >/dev/tty
    read -r answer </dev/tty || answer=""
    case "$answer" in
        y | Y | yes | Yes) ;;
        *) exit 1 ;;
    esac
}

check_system() {
    id="" version="" name="this system"
    if [ -r /etc/os-release ]; then
        # shellcheck disable=SC1091
        id=$(. /etc/os-release && printf '%s' "${ID:-}")
        # shellcheck disable=SC1091
        version=$(. /etc/os-release && printf '%s' "${VERSION_ID:-}")
        # shellcheck disable=SC1091
        name=$(. /etc/os-release && printf '%s' "${PRETTY_NAME:-${ID:-$name}}")
    fi
    case " $distributions " in
        *" $id-$version "*) good "$name" ;;
        *) bad "$name; use @DISTRIBUTION_NAMES@" ;;
    esac
    case "$(uname -m)" in
        x86_64 | aarch64) good "$(uname -m)" ;;
        *) bad "$(uname -m); the services need x86_64 or aarch64" ;;
    esac
    if [ -d /run/systemd/system ]; then good "systemd runs"; else bad "systemd does not run here"; fi
}

check_size() {
    cores=$(nproc)
    memory=$(($(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo) / 1024))
    disk=$(($(df -Pk /var | awk 'NR == 2 { print $4 }') / 1024))
    if [ "$cores" -ge "$least_cores" ]; then good "$cores cores"; else bad "$cores cores"; fi
    if [ "$memory" -ge "$least_memory_mib" ]; then good "$memory MiB of memory"
    else bad "$memory MiB of memory; at least $least_memory_mib are required"; fi
    if [ "$disk" -ge "$least_disk_mib" ]; then good "$disk MiB free on /var"
    else bad "$disk MiB free on /var; at least $least_disk_mib are required"; fi
}

check_ports() {
    command -v ss >/dev/null || { note "ports 80 and 443 were not checked, because ss is missing"; return 0; }
    for number in 80 443; do
        users=$(ss -H -l -t -n -p "sport = :$number" | sed -n 's/.*users:(("\([^"]*\)".*/\1/p' | sort -u | tr '\n' ' ')
        case "$users" in
            "") if [ -n "$(ss -H -l -t -n "sport = :$number")" ]; then bad "port $number is in use"
                else good "port $number is free"; fi ;;
            "nginx ") good "port $number is used by nginx, which workspaces share" ;;
            *) bad "port $number is in use by $users; workspaces need it" ;;
        esac
    done
}

check_programs() {
    for program in curl sudo visudo useradd ssh-keygen; do
        command -v "$program" >/dev/null || bad "$program is missing; apt-get install curl sudo passwd openssh-client"
    done
    # Moorage pins the Ed25519 key, or the ECDSA key if there is no Ed25519 key.
    host_key=""
    for file in /etc/ssh/ssh_host_ed25519_key.pub /etc/ssh/ssh_host_ecdsa_key.pub; do
        if [ -r "$file" ]; then host_key=$file; break; fi
    done
    if [ -n "$host_key" ]; then good "host key $host_key"
    else bad "there is no Ed25519 or ECDSA host key in /etc/ssh; apt-get install openssh-server"; fi
    if command -v ss >/dev/null && [ -z "$(ss -H -l -t -n "sport = :$port")" ]; then
        bad "nothing listens on port $port; use --ssh-port if your SSH server has a different port"
    fi
}

# Checks whether sshd will admit the account with the key. sshd prints its settings only if its run-time folder exists.
# With socket activation (Ubuntu since 22.10) the first connection creates it; then Moorage finds out when it logs in.
check_login() {
    command -v sshd >/dev/null || return 0
    settings=$(sshd -T -C "user=$account,host=moorage,addr=192.0.2.1" 2>/dev/null) || return 0
    setting() { printf '%s\n' "$settings" | sed -n "s/^$1 //p"; }
    if [ "$(setting pubkeyauthentication)" = no ]; then bad "sshd accepts no keys (PubkeyAuthentication)"; fi
    case " $(setting authorizedkeysfile) " in
        *" .ssh/authorized_keys "* | *" %h/.ssh/authorized_keys "*) ;;
        *) bad "sshd does not read .ssh/authorized_keys (AuthorizedKeysFile)" ;;
    esac
    for rule in allowusers allowgroups; do
        # Patterns are not evaluated here: only the account's own name or * counts.
        names=$(setting "$rule")
        if [ -n "$names" ] && ! printf '%s\n' "$names" | tr ' ' '\n' | grep -qxF -e "$account" -e '*'; then
            bad "sshd admits only names in $rule of its configuration; add $account there"
        fi
    done
}

check_firewall() {
    command -v ufw >/dev/null || return 0
    case "$(ufw status 2>/dev/null)" in
        *"Status: active"*)
            note "ufw is active; workspaces need two open ports: ufw allow 80,443/tcp" ;;
    esac
}

# The token goes through standard input, because everybody on the machine can read the arguments of a process.
call() {
    printf 'header = "Authorization: Bearer %s"\n' "$token" | curl --config - --silent --show-error --max-time 30 "$@"
}

# A member of a flat JSON object with values that contain no quotes.
member() { sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"; }

fetch_key() {
    answer=$(call "$server/api/register-bare-metal/") || fail "$server does not answer; check the network and run this again"
    key=$(printf '%s' "$answer" | member ssh_public_key)
    case "$key" in
        ssh-ed25519\ * | ecdsa-sha2-*\ * | ssh-rsa\ *) ;;
        *) fail "$server refused the token: $(printf '%s' "$answer" | member detail)" ;;
    esac
    # The key becomes a line of authorized_keys and must not contain anything else.
    case "$key" in *[!A-Za-z0-9+/=@.:_\ -]*) fail "the key of $server contains invalid characters" ;; esac
}

# A token is valid for one machine. Reporting the same machine again changes nothing and shows whether it was this one.
refuse_used_token() {
    if [ "$(printf '%s' "$answer" | member state)" = accepted ]; then report; fi
}

make_account() {
    unfinished="The changes so far stay: run the command again to continue, or with --uninstall to undo them."
    if ! id "$account" >/dev/null 2>&1; then
        # A password that never matches; "!" would lock the account, and with it the key, if PAM is off.
        useradd --system --create-home --home-dir "$home" --shell /bin/sh --password '*' "$account"
        say "Created the account $account."
    fi
    install -d -m 0700 -o "$account" -g "$account" "$home/.ssh"
    printf '%s\n' "$key" >"$home/.ssh/authorized_keys"
    chown "$account:$account" "$home/.ssh/authorized_keys"
    chmod 0600 "$home/.ssh/authorized_keys"
    # Checked before it is installed, because a broken file in this folder disables sudo for everybody.
    draft=$(mktemp)
    printf '%s ALL=(ALL:ALL) NOPASSWD: ALL\n' "$account" >"$draft"
    # visudo of sudo-rs prints a success message even with -q.
    visudo -c -q -f "$draft" >/dev/null || fail "visudo refused the rule for $account"
    install -m 0440 -o root -g root "$draft" "$sudoers"
    rm -f "$draft"
    draft=""
    say "Authorized the key of $server, and allowed $account to use sudo."
}

report() {
    fingerprint=$(ssh-keygen -l -E sha256 -f "$host_key" | awk '{ print $2 }')
    body="{\"fingerprint\":\"$fingerprint\",\"ssh_port\":$port,\"ssh_user\":\"$account\""
    [ -z "$address" ] || body="$body,\"address\":\"$address\""
    answer=$(call --header "Content-Type: application/json" --data "$body}" "$server/api/register-bare-metal/") ||
        fail "$server does not answer; run this again with the same token"
    state=$(printf '%s' "$answer" | member state)
    [ -n "$state" ] || fail "$server refused the report: $(printf '%s' "$answer" | member detail)"
}

# The result comes when Moorage has logged in; waiting for it is optional.
await_verdict() {
    tries=0
    while [ "$tries" -lt 24 ]; do
        case "$state" in
            accepted) say "This machine is a host now. Workspaces can be created on it."; return 0 ;;
            refused)
                unfinished="Fix that and run the command again, or with --uninstall to undo the changes."
                fail "this machine was refused: $(printf '%s' "$answer" | member detail)" ;;
        esac
        sleep 5
        tries=$((tries + 1))
        answer=$(call "$server/api/register-bare-metal/") || continue
        state=$(printf '%s' "$answer" | member state)
    done
    say "Moorage has not checked this machine yet. The page Hosts at $server/hosts/ will show the result."
}

install_host() {
    [ -n "$token" ] || { usage >&2; fail "--token is missing; the page Hosts of the console creates one"; }
    say "Checking this machine:"
    check_system
    check_size
    check_ports
    check_programs
    check_login
    check_firewall
    [ "$problems" = 0 ] || fail "this machine cannot be a host; fix what is marked NO and run this again"
    fetch_key
    refuse_used_token
    cat <<END
This will:
  - create the account $account ($home) without a password
  - authorize the key of $server for it: $(printf '%s' "$key" | cut -c1-40)...
  - allow it to use sudo without a password ($sudoers): Moorage installs services, so it can do anything here
  - report this machine's host key and SSH port to $server
Then Moorage logs in, checks the machine, installs Ansible, and puts workspaces on it. To undo this, run the same
command with --uninstall instead of --token and everything after it.
END
    ask "Continue?"
    make_account
    report
    say "Reported this machine with the host key $fingerprint."
    unfinished="This machine stays reported; the page Hosts at $server/hosts/ shows the result."
    if [ -n "$waits" ]; then await_verdict; else say "The page Hosts at $server/hosts/ shows the result."; fi
}

# A session that has just ended may still have a process, which makes userdel refuse.
remove_account() {
    id "$account" >/dev/null 2>&1 || return 0
    if command -v loginctl >/dev/null; then loginctl terminate-user "$account" 2>/dev/null || true; fi
    tries=0
    until userdel "$account" 2>/dev/null; do
        tries=$((tries + 1))
        [ "$tries" -lt 20 ] || fail "$account is still in use; check ps -u $account, and run this again"
        sleep 1
    done
}

has_workspaces() {
    ls -d /etc/moorage/workspaces/*/ /srv/moorage/*/ >/dev/null 2>&1 && return 0
    # A removal in progress is also a unit.
    [ -n "$(systemctl list-units --plain --no-legend 'moorage-*' 2>/dev/null)" ]
}

# Removes what Moorage keeps on a host, but not a daemon's data in folders of the same name.
remove_folders() {
    for kept in playbooks playbooks.lock uploads workspaces runs acme; do rm -rf "/var/lib/moorage/$kept"; done
    for folder in /opt/moorage/*/; do
        program=$(basename "$folder")
        case "$(readlink "/usr/local/bin/$program" || true)" in
            /opt/moorage/*) rm -f "/usr/local/bin/$program" ;;
        esac
        rm -rf "/opt/moorage/$program"
    done
    for folder in /etc/moorage/workspaces /etc/moorage /srv/moorage /opt/moorage /var/lib/moorage; do
        rmdir "$folder" 2>/dev/null || true
    done
}

uninstall_host() {
    say "This will remove the account $account, $home and $sudoers. Moorage can then no longer log in."
    if has_workspaces; then
        note "there are workspaces on this machine; unless you delete them in the console first, they stay as they are"
    fi
    say "Packages that Moorage installed stay, including Ansible."
    ask "Continue?"
    unfinished="Some of it is still there: run the command again to continue."
    rm -f "$sudoers"
    remove_account
    rm -rf "$home"
    has_workspaces || remove_folders
    say "Removed. Now remove the host in the console too: $server/hosts/"
}

main() {
    read_arguments "$@"
    trap leave EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    [ "$(id -u)" = 0 ] || fail "run this as root: curl ... | sudo sh -s -- --token TOKEN"
    case "$action" in
        install) install_host ;;
        uninstall) uninstall_host ;;
    esac
}

main "$@"
