/// The stand-ins for programs of a booted Debian on a ``LoopbackHost``: systemd's, and Ansible.
///
/// The rest is real: sshd, `moorage-host` with its locks and epochs, and every file in its own place.
enum LoopbackHostScripts {
    /// Gives the machine its own `/etc` and `/var/lib`, the first time; starts the installed services; then becomes its
    /// sshd.
    static let boot = """
        set -eu
        d=$1
        if [ ! -e "$d/varlib" ]; then
            mkdir -p "$d/etc" "$d/varlib"
            # Copied here: a file that the test process wrote may be open in another of its children, and then it cannot
            # be run.
            for program in systemctl systemd-run ansible-playbook ss; do
                cp "$d/bin/$program.text" "$d/bin/$program"
                chmod 755 "$d/bin/$program"
            done
            ln -s "$(readlink -f /usr/bin/python3)" "$d/bin/stand-in"
            cp -a /etc/passwd /etc/group /etc/shadow /etc/nsswitch.conf /etc/os-release /etc/ld.so.cache "$d/etc/" 2>/dev/null || true
            cp -a /etc/alternatives /etc/pam.d /etc/security /etc/ssl "$d/etc/" 2>/dev/null || true
            cp -a /etc/ssh "$d/etc/ssh"
            rm -f "$d"/etc/ssh/ssh_host_* "$d"/etc/ssh/sshd_config.d/*
            mv "$d/sshd_config" "$d/etc/ssh/sshd_config"
            mv "$d/host_key" "$d/etc/ssh/ssh_host_ed25519_key"
        fi
        rm -rf "$d/units"
        mkdir "$d/units"
        mount --bind "$d/etc" /etc
        mount --bind "$d/varlib" /var/lib
        for document in /etc/moorage/workspaces/*/verify.json; do
            [ -e "$document" ] || continue
            id=$(basename "$(dirname "$document")")
            "$d/bin/stand-in" "$d/bin/services.text" "$document" "$document" "$d/units/services-$id"
        done
        exec /usr/sbin/sshd -D -e
        """

    /// Only knows runs: each is a session of processes, recorded by its leader.
    static let systemctl = """
        #!/bin/sh
        d=$(dirname "$0")/..
        leader() { cat "$d/units/${1%.service}" 2>/dev/null; }
        # A process that ended and that nobody has waited for yet is none.
        lives() {
            cat /proc/[0-9]*/stat 2>/dev/null | sed 's/.*) //' |
                awk -v group="$1" '$3 == group && $1 != "Z" { lives = 1 } END { exit !lives }'
        }
        active() { l=$(leader "$1") && [ -n "$l" ] && lives "$l"; }
        state() { if active "$1"; then echo active; else echo inactive; fi; }
        verb=$1
        shift
        signal=KILL
        property=
        while :; do
            case ${1-} in
            --no-block) signal=TERM ;;
            --property=*) property=${1#--property=} ;;
            --) shift && break ;;
            --*) ;;
            *) break ;;
            esac
            shift
        done
        case $verb in
        show)
            for unit; do
                case $property in
                ActiveState) state "$unit" ;;
                *,*) printf 'Id=%s\\nActiveState=%s\\n\\n' "$unit" "$(state "$unit")" ;;
                *) echo ;;
                esac
            done ;;
        list-units)
            for file in "$d"/units/*; do
                unit=${file##*/}
                case $unit.service in $1) if active "$unit"; then echo "$unit.service loaded active running"; fi ;; esac
            done ;;
        is-active) active "$1" ;;
        stop | kill)
            for unit; do
                l=$(leader "$unit") || continue
                kill -s "$signal" -- "-$l" 2>/dev/null
                [ "$signal" = KILL ] || continue
                while lives "$l"; do sleep 0.01; done
                rm -f "$d/units/${unit%.service}"
            done ;;
        try-reload-or-restart) kill -HUP "$(cat "$d/sshd.pid")" ;;
        is-system-running) echo running ;;
        esac
        """

    /// Starts a detached session of processes; the unit is gone when they have ended.
    static let systemdRun = """
        #!/bin/sh
        d=$(cd "$(dirname "$0")/.." && pwd)
        while [ "$1" != -- ]; do
            case $1 in
            --unit=*)
                unit=${1#--unit=}
                unit=${unit%.service} ;;
            --setenv=PATH=*) ;;
            --setenv=*) export "${1#--setenv=}" ;;
            esac
            shift
        done
        shift
        echo "$unit" >>"$d/started"
        setsid sh -c '
            unit=$1
            shift
            echo $$ >"$unit.new"
            mv "$unit.new" "$unit"
            "$@"
            rm -f "$unit"
        ' run "$d/units/$unit" "$@" </dev/null >/dev/null 2>&1 &
        n=0
        until [ -e "$d/units/$unit" ] || [ $n = 500 ]; do
            sleep 0.01
            n=$((n + 1))
        done
        """

    /// Writes the events of a run, which is shortest for a removal, and the input of `moorage-host verify`: that sshd
    /// answers.
    static let ansible = """
        #!/bin/sh
        if [ "$1" = --version ]; then echo "ansible-playbook [core 2.14.3]"; exit 0; fi
        d=$(dirname "$0")/..
        for playbook; do :; done
        say() {
            printf '{"event":"%s","role":"base","task":"%s","index":%d,"total":3,"duration_ms":100,"message":""}\\n' \\
                "$1" "$2" "$3" >>"$MOORAGE_EVENTS_FILE"
        }
        say start "" 0
        for n in 1 2 3; do
            case $playbook in *decommission*) ;; *) sleep "$(cat "$d/task-seconds")" ;; esac
            say changed "Task $n" $n
        done
        for word; do
            case $word in
            @*/variables.json)
                id=$(sed -n 's/.*"workspace_id" *: *"\\([a-z0-9]*\\)".*/\\1/p' "${word#@}" | head -n 1)
                bundle=${word#@}
                bundle=${bundle%/variables.json} ;;
            esac
        done
        "$d/bin/systemctl" stop "services-$id"
        case $playbook in
        *decommission*) rm -rf "/etc/moorage/workspaces/$id" ;;
        *)
            mkdir -p "/etc/moorage/workspaces/$id"
            "$d/bin/stand-in" "$d/bin/services.text" "$bundle/files/verify.json" \\
                "/etc/moorage/workspaces/$id/verify.json" "$d/units/services-$id" || exit 2 ;;
        esac
        say end "" 3
        exit 0
        """

    /// Listens on the ports of a workspace's services. Hosts share one loopback network, so several may use the same
    /// ports.
    static let services = """
        import json, os, socket, sys

        with open(sys.argv[1], encoding="utf-8") as file:
            document = json.load(file)
        listeners = []
        for service in document["services"]:
            service["kind"] = "tcp"
            listener = socket.socket()
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            listener.bind(("127.0.0.1", service["port"]))
            listener.listen(64)
            listeners.append(listener)
        with open(sys.argv[2], "w", encoding="utf-8") as file:
            json.dump(document, file)
        if os.fork() == 0:
            os.setsid()
            with open(sys.argv[3], "w", encoding="utf-8") as file:
                file.write(f"{os.getpid()}\\n")
            null = os.open("/dev/null", os.O_RDWR)
            for descriptor in range(3):
                os.dup2(null, descriptor)
            import select
            while True:
                for ready in select.select(listeners, [], [])[0]:
                    ready.accept()[0].close()
        """

    /// Other hosts' services are not on this one, although the kernel lists them.
    static let socketStatistics = """
        #!/bin/sh
        /usr/bin/ss "$@" | grep -v '"stand-in"'
        exit 0
        """
}
