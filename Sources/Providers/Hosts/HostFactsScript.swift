/// The shell script that reads a machine's facts: POSIX sh and the tools of every Debian, one exec, no change.
///
/// It prints `key value` lines, and for each listening socket `listener`, port, address, control group and process
/// separated by tabs, the process last because it may call itself anything; without `ss` it prints `socket` and the kernel's own notation instead.
enum HostFactsScript {
    static let text = """
        LC_ALL=C
        export LC_ALL
        say() { [ -z "$2" ] || printf '%s %s\\n' "$1" "$2"; }
        ( . /etc/os-release; say distribution "$ID"; say version "$VERSION_ID" ) 2>/dev/null
        say architecture "$(uname -m)"
        if [ -d /run/systemd/system ]; then
            version=$(systemctl --version 2>/dev/null)
            version=${version#systemd }
            say systemd "${version%% *}"
        fi
        id=
        { read -r id </etc/machine-id; } 2>/dev/null
        say machine_id "$id"
        say vcpu "$(nproc)"
        while read -r name value _; do
            if [ "$name" = MemTotal: ]; then say memory_kib "$value"; break; fi
        done </proc/meminfo
        say disk_kib "$(df -Pk /var | awk 'NR == 2 { print $4 }')"
        say root "$([ "$(id -u)" = 0 ] && echo yes || echo no)"
        version=$(python3 --version 2>/dev/null)
        say python "${version#Python }"
        ansible=$(dpkg-query -W -f '${db:Status-Status} ${Version}' ansible-core 2>/dev/null)
        case $ansible in "installed "*) ansible=${ansible#installed } ;; *) ansible= ;; esac
        if [ -z "$ansible" ] && command -v ansible-playbook >/dev/null 2>&1; then
            ansible=$(ansible-playbook --version 2>/dev/null | sed -n '1s/.*core \\([^]]*\\)].*/\\1/p')
        fi
        say ansible "$ansible"
        if command -v ss >/dev/null 2>&1; then
            say sockets ss
            ss -Hltnp 2>/dev/null | while read -r _ _ _ local _ users; do
                name=${users#*'(("'}
                name=${name%%'"'*}
                id=${users##*pid=}
                id=${id%%,*}
                group=
                if [ "$id" = "$users" ]; then
                    name=
                else
                    while IFS= read -r line; do
                        case $line in
                        0::/ | *:name=systemd:/) group=/ ;;
                        0::*) group=${line#0::}; break ;;
                        *:name=systemd:*) group=${line#*:name=systemd:}; break ;;
                        esac
                    done 2>/dev/null <"/proc/$id/cgroup"
                fi
                printf 'listener\\t%s\\t%s\\t%s\\t%s\\n' "${local##*:}" "${local%:*}" "$group" "$name"
            done
        else
            say sockets proc
            awk '$4 == "0A" { print "socket", $2 }' /proc/net/tcp /proc/net/tcp6 2>/dev/null
        fi
        say clock "$(date +%s.%N)"
        say end end
        """
}
