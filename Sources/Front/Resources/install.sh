#!/bin/sh
# Makes this machine a host of Moorage: checks it, says what it will change, asks, and only then changes anything.
#   curl -fsSL @SERVER@/install.sh | sudo sh -s -- --token TOKEN
#   curl -fsSL @SERVER@/install.sh | sudo sh -s -- --uninstall
# Run through a pipe, so everything is in functions: half a script does nothing.
set -eu

server="@SERVER@"
account="moorage-service"
home="/var/lib/$account"
sudoers="/etc/sudoers.d/$account"
# What Moorage itself asks of a machine.
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
# What whoever stops this script must know, and the file that is in the making.
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
  --ssh-port PORT    the port of this machine's SSH server; 22 when absent
  --address ADDRESS  where this machine is reached; where its requests come from when absent
  --yes              do not ask, for scripts
  --no-wait          do not wait for the verdict on this machine
  --uninstall        remove what this script made
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
            *) usage >&2; fail "'$1' is not known here" ;;
        esac
    done
    case "$token" in *[!A-Za-z0-9_-]*) fail "the token has characters that no token has; copy it again" ;; esac
    case "$port" in "" | *[!0-9]*) fail "--ssh-port must be a number" ;; esac
    case "$address" in *[!A-Za-z0-9.:-]*) fail "--address must be a host name or an IP address" ;; esac
}

# From the terminal: standard input is this script.
ask() {
    [ -z "$assume_yes" ] || return 0
    # In a shell of its own: a redirection that fails ends the shell that tries it.
    if ! (exec </dev/tty) 2>/dev/null; then fail "there is no terminal to ask on; add --yes if you agree"; fi
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
    case "$id-$version" in
        debian-12 | debian-13 | ubuntu-22.04 | ubuntu-24.04 | ubuntu-26.04) good "$name" ;;
        *) bad "$name; Debian 12 and 13, Ubuntu 22.04, 24.04 and 26.04 are known" ;;
    esac
    case "$(uname -m)" in
        x86_64 | aarch64) good "$(uname -m)" ;;
        *) bad "$(uname -m); the services are built for x86_64 and aarch64" ;;
    esac
    if [ -d /run/systemd/system ]; then good "systemd runs"; else bad "systemd does not run here"; fi
}

check_size() {
    cores=$(nproc)
    memory=$(($(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo) / 1024))
    disk=$(($(df -Pk /var | awk 'NR == 2 { print $4 }') / 1024))
    if [ "$cores" -ge "$least_cores" ]; then good "$cores cores"; else bad "$cores cores"; fi
    if [ "$memory" -ge "$least_memory_mib" ]; then good "$memory MiB of memory"
    else bad "$memory MiB of memory; $least_memory_mib are needed"; fi
    if [ "$disk" -ge "$least_disk_mib" ]; then good "$disk MiB free on /var"
    else bad "$disk MiB free on /var; $least_disk_mib are needed"; fi
}

check_ports() {
    command -v ss >/dev/null || { note "ports 80 and 443 were not looked at: ss is missing"; return 0; }
    for number in 80 443; do
        users=$(ss -H -l -t -n -p "sport = :$number" | sed -n 's/.*users:(("\([^"]*\)".*/\1/p' | sort -u | tr '\n' ' ')
        case "$users" in
            "") if [ -n "$(ss -H -l -t -n "sport = :$number")" ]; then bad "port $number is taken"
                else good "port $number is free"; fi ;;
            "nginx ") good "port $number is nginx's, which workspaces share" ;;
            *) bad "port $number is taken by $users; workspaces are reached through it" ;;
        esac
    done
}

check_programs() {
    for program in curl sudo visudo useradd ssh-keygen; do
        command -v "$program" >/dev/null || bad "$program is missing; apt-get install curl sudo passwd openssh-client"
    done
    # Moorage pins the Ed25519 key first; ECDSA where there is none.
    host_key=""
    for file in /etc/ssh/ssh_host_ed25519_key.pub /etc/ssh/ssh_host_ecdsa_key.pub; do
        if [ -r "$file" ]; then host_key=$file; break; fi
    done
    if [ -n "$host_key" ]; then good "host key $host_key"
    else bad "there is no Ed25519 or ECDSA host key in /etc/ssh; apt-get install openssh-server"; fi
    if command -v ss >/dev/null && [ -z "$(ss -H -l -t -n "sport = :$port")" ]; then
        bad "nothing listens on port $port; say --ssh-port when your SSH server has another"
    fi
}

# Whether sshd will let the account in with the key. It tells its settings only where its run-time folder is, which a
# socket-activated one (Ubuntu since 22.10) makes with the first connection; then Moorage finds out by itself.
check_login() {
    command -v sshd >/dev/null || return 0
    settings=$(sshd -T -C "user=$account,host=moorage,addr=192.0.2.1" 2>/dev/null) || return 0
    setting() { printf '%s\n' "$settings" | sed -n "s/^$1 //p"; }
    if [ "$(setting pubkeyauthentication)" = no ]; then bad "sshd takes no keys (PubkeyAuthentication)"; fi
    case " $(setting authorizedkeysfile) " in
        *" .ssh/authorized_keys "* | *" %h/.ssh/authorized_keys "*) ;;
        *) bad "sshd does not read .ssh/authorized_keys (AuthorizedKeysFile)" ;;
    esac
    for rule in allowusers allowgroups; do
        # Patterns are not worked out here: what names the account, or everybody, is enough.
        names=$(setting "$rule")
        if [ -n "$names" ] && ! printf '%s\n' "$names" | tr ' ' '\n' | grep -qxF -e "$account" -e '*'; then
            bad "sshd lets in only those that $rule names in its configuration; add $account there"
        fi
    done
}

check_firewall() {
    command -v ufw >/dev/null || return 0
    case "$(ufw status 2>/dev/null)" in
        *"Status: active"*)
            note "ufw is active; workspaces are reached through two ports: ufw allow 80,443/tcp" ;;
    esac
}

# The token goes in by standard input: the arguments of a process can be read by everybody on the machine.
call() {
    printf 'header = "Authorization: Bearer %s"\n' "$token" | curl --config - --silent --show-error --max-time 30 "$@"
}

# A member of a flat JSON object whose values hold no quotes.
member() { sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"; }

fetch_key() {
    answer=$(call "$server/api/register-bare-metal/") || fail "$server does not answer; look at the network and run me again"
    key=$(printf '%s' "$answer" | member ssh_public_key)
    case "$key" in
        ssh-ed25519\ * | ecdsa-sha2-*\ * | ssh-rsa\ *) ;;
        *) fail "$server refused the token: $(printf '%s' "$answer" | member detail)" ;;
    esac
    # The key becomes a line of authorized_keys, and nothing else may.
    case "$key" in *[!A-Za-z0-9+/=@.:_\ -]*) fail "the key of $server has characters that no key has" ;; esac
}

# A token is good for one machine. Whether it was this one shows when the same is reported again, which changes nothing.
refuse_used_token() {
    if [ "$(printf '%s' "$answer" | member state)" = accepted ]; then report; fi
}

make_account() {
    unfinished="What was made so far stays: run the line again to go on, or with --uninstall to take it back."
    if ! id "$account" >/dev/null 2>&1; then
        # A password that fits nothing; "!" would lock the account, and with it the key, where PAM is off.
        useradd --system --create-home --home-dir "$home" --shell /bin/sh --password '*' "$account"
        say "Made the account $account."
    fi
    install -d -m 0700 -o "$account" -g "$account" "$home/.ssh"
    printf '%s\n' "$key" >"$home/.ssh/authorized_keys"
    chown "$account:$account" "$home/.ssh/authorized_keys"
    chmod 0600 "$home/.ssh/authorized_keys"
    # Checked before it is there: a broken file in this folder takes sudo from everybody.
    draft=$(mktemp)
    printf '%s ALL=(ALL:ALL) NOPASSWD: ALL\n' "$account" >"$draft"
    # That of sudo-rs says that all is well, whatever -q says.
    visudo -c -q -f "$draft" >/dev/null || fail "visudo refused the rule for $account"
    install -m 0440 -o root -g root "$draft" "$sudoers"
    rm -f "$draft"
    draft=""
    say "Let the key of $server in, and let $account use sudo."
}

report() {
    fingerprint=$(ssh-keygen -l -E sha256 -f "$host_key" | awk '{ print $2 }')
    body="{\"fingerprint\":\"$fingerprint\",\"ssh_port\":$port,\"ssh_user\":\"$account\""
    [ -z "$address" ] || body="$body,\"address\":\"$address\""
    answer=$(call --header "Content-Type: application/json" --data "$body}" "$server/api/register-bare-metal/") ||
        fail "$server does not answer; run me again with the same token"
    state=$(printf '%s' "$answer" | member state)
    [ -n "$state" ] || fail "$server refused the report: $(printf '%s' "$answer" | member detail)"
}

# The verdict comes when Moorage has logged in; waiting for it is a courtesy.
await_verdict() {
    tries=0
    while [ "$tries" -lt 24 ]; do
        case "$state" in
            accepted) say "This machine is a host now. Workspaces can be created on it."; return 0 ;;
            refused)
                unfinished="Correct that and run the line again, or with --uninstall to take it back."
                fail "this machine was refused: $(printf '%s' "$answer" | member detail)" ;;
        esac
        sleep 5
        tries=$((tries + 1))
        answer=$(call "$server/api/register-bare-metal/") || continue
        state=$(printf '%s' "$answer" | member state)
    done
    say "Moorage has not judged this machine yet. The page Hosts at $server/hosts/ shows when it has."
}

install_host() {
    [ -n "$token" ] || { usage >&2; fail "--token is missing; the console's page Hosts makes one"; }
    say "Looking at this machine:"
    check_system
    check_size
    check_ports
    check_programs
    check_login
    check_firewall
    [ "$problems" = 0 ] || fail "this machine cannot be a host; correct what is marked NO and run me again"
    fetch_key
    refuse_used_token
    cat <<END
This will:
  - make the account $account ($home) without a password
  - let the key of $server in to it: $(printf '%s' "$key" | cut -c1-40)...
  - let it use sudo without a password ($sudoers): Moorage installs services, so it can do anything here
  - report this machine's host key and SSH port to $server
Then Moorage logs in, looks at the machine, installs Ansible, and puts workspaces on it. The same line with --uninstall
instead of --token and what follows it takes this back.
END
    ask "Go on?"
    make_account
    report
    say "Reported this machine with the host key $fingerprint."
    unfinished="This machine stays reported; the page Hosts at $server/hosts/ shows the verdict."
    if [ -n "$waits" ]; then await_verdict; else say "The page Hosts at $server/hosts/ shows the verdict."; fi
}

# A session that has just ended may have a process left, and userdel refuses then.
remove_account() {
    id "$account" >/dev/null 2>&1 || return 0
    if command -v loginctl >/dev/null; then loginctl terminate-user "$account" 2>/dev/null || true; fi
    tries=0
    until userdel "$account" 2>/dev/null; do
        tries=$((tries + 1))
        [ "$tries" -lt 20 ] || fail "$account is still in use; look at ps -u $account, and run me again"
        sleep 1
    done
}

has_workspaces() {
    ls -d /etc/moorage/workspaces/*/ /srv/moorage/*/ >/dev/null 2>&1 && return 0
    # A removal that is under way is a unit as well.
    [ -n "$(systemctl list-units --plain --no-legend 'moorage-*' 2>/dev/null)" ]
}

# What Moorage keeps on a host, and not what a daemon has in folders of the same name.
remove_folders() {
    for kept in playbooks playbooks.lock uploads workspaces runs acme; do rm -rf "/var/lib/moorage/$kept"; done
    for program in qdrant neo4j; do
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
    say "This will remove the account $account, $home and $sudoers. Moorage cannot log in any more then."
    if has_workspaces; then
        note "there are workspaces on this machine; delete them in the console first, or they stay as they are"
    fi
    say "Packages that Moorage had installed stay, Ansible among them."
    ask "Go on?"
    unfinished="Part of it is still there: run the line again to go on."
    rm -f "$sudoers"
    remove_account
    rm -rf "$home"
    has_workspaces || remove_folders
    say "Removed. Remove the host in the console too: $server/hosts/"
}

main() {
    read_arguments "$@"
    trap leave EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    [ "$(id -u)" = 0 ] || fail "run me as root: curl ... | sudo sh -s -- --token TOKEN"
    case "$action" in
        install) install_host ;;
        uninstall) uninstall_host ;;
    esac
}

main "$@"
