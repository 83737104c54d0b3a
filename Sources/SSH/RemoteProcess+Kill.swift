extension RemoteProcess {
    /// What ``killCommand`` prints when nothing is left.
    static let goneAnswer = Array("gone\n".utf8)

    /// A shell command that ends the process, its process group, its session and all their descendants: SIGTERM, 2 s
    /// later SIGKILL, and up to 2 s until none of them is left.
    ///
    /// A process that has given itself over to PID 1 and to a session of its own (a daemon, a systemd unit) is not
    /// among them. When the id belongs to a later process, nothing of the command is left: the kernel does not give
    /// an id anew while a group or a session has it.
    var killCommand: String {
        """
        members() {
            cat /proc/[0-9]*/stat 2>/dev/null | awk -v p=\(id) -v t=\(startTime) '
                $1 ~ /^[0-9]+$/ && match($0, /.*[)] /) {
                    split(substr($0, RLENGTH + 1), f, " ")
                    state[$1] = f[1]; parent[$1] = f[2]; group[$1] = f[3]; session[$1] = f[4]; start[$1] = f[20]
                }
                END {
                    if ((p in start) && start[p] != t) exit
                    for (i in parent) if (i == p || group[i] == p || session[i] == p) ours[i] = 1
                    do {
                        more = 0
                        for (i in parent) if (!(i in ours) && (parent[i] in ours)) { ours[i] = 1; more = 1 }
                    } while (more)
                    for (i in ours) if (state[i] !~ /^[ZX]/) print i
                }'
        }
        for round in $(seq 80); do
            left=$(members)
            if [ -z "$left" ]; then echo gone; exit 0; fi
            if [ "$round" = 1 ]; then kill -TERM $left 2>/dev/null; fi
            if [ "$round" -gt 40 ]; then kill -KILL $left 2>/dev/null; fi
            sleep 0.05
        done
        echo left $left
        exit 1
        """
    }
}
