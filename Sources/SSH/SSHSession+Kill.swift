internal import EventLoop

extension SSHSession {
    /// The time for ending a command from a second channel: 2 s for SIGTERM, 2 s for SIGKILL, and the round trips.
    package static let killTimeout: Duration = .seconds(20)
    /// How long a command that has just started may take to identify itself.
    private static let announcementTimeout: Duration = .seconds(2)
    /// The sessions that `MaxSessions` leaves for it besides ``maximumConcurrentCommands``.
    private static let maximumEndingCommands = 2

    /// Ends the processes of a command and returns what is then known about them.
    ///
    /// Runs to its end even in a cancelled task; its own time is bounded.
    func end(
        _ exchange: inout CommandExchange,
        on channel: LibSSH2Channel,
        privilege: SSHPrivilege
    ) async -> SSHError.RemoteCommand {
        let deadline = ContinuousClock.now + Self.killTimeout
        do throws(SSHError) {
            try await awaitAnnouncement(&exchange, on: channel)
            guard let process = exchange.process else { return .unknown }
            try await wait(until: deadline, cancellable: false) {
                self.endingCommands < Self.maximumEndingCommands
            }
            endingCommands += 1
            defer {
                endingCommands -= 1
                library.transport.socket.watch.wakeAll()
            }
            let line = try RemoteCommandLine(process.killCommand, user: user, privilege: privilege)
            let second = try await openChannel(until: deadline, cancellable: false)
            defer { release(second) }
            var answer = CommandExchange(input: [], outputLimit: Self.defaultOutputLimit, token: line.token)
            let result = try await run(line, on: second, &answer, until: deadline, cancellable: false)
            return result.isSuccess && result.standardOutput == RemoteProcess.goneAnswer ? .gone : .unknown
        } catch {
            return .unknown
        }
    }

    /// Continues reading until the command has identified its process.
    private func awaitAnnouncement(
        _ exchange: inout CommandExchange,
        on channel: LibSSH2Channel
    ) async throws(SSHError) {
        let deadline = ContinuousClock.now + Self.announcementTimeout
        var buffer = [UInt8](repeating: 0, count: 4096)
        while exchange.process == nil, !channel.isDrained {
            try checkAlive()
            let seen = generation
            let count = reading { channel.read(LibSSH2Channel.standardError, into: &buffer) }
            if count > 0 {
                _ = exchange.readErrorOutput(buffer[..<count])
            } else {
                try await pause(since: seen, until: deadline, cancellable: false)
            }
        }
    }
}

/// The shell that the host started for a command, identified so that it can be ended from a second channel.
struct RemoteProcess: Hashable, Sendable {
    /// Its process id.
    let id: Int
    /// When it started, in clock ticks since the host booted: this distinguishes it from a later process with the same
    /// id.
    let startTime: UInt64

    /// Parses a line of `/proc/PID/stat` (proc(5)): the id is field 1, the start time field 22; the name in field 2 is
    /// in parentheses and may contain anything.
    init?(statLine: Substring) {
        guard let open = statLine.firstIndex(of: "("), let close = statLine.lastIndex(of: ")"), open < close,
            let id = Int(statLine[..<open].trimmingSuffix(" ")), id > 1
        else { return nil }
        let fields = statLine[statLine.index(after: close)...].split(separator: " ")
        guard fields.count >= 20, let startTime = UInt64(fields[19]) else { return nil }
        self.id = id
        self.startTime = startTime
    }
}

extension Substring {
    fileprivate func trimmingSuffix(_ character: Character) -> Substring {
        var rest = self
        while rest.last == character { rest.removeLast() }
        return rest
    }
}

extension RemoteProcess {
    /// The output of ``killCommand`` if nothing is left.
    static let goneAnswer = Array("gone\n".utf8)

    /// A shell command that ends the process, its process group, its session and all their descendants: SIGTERM, 2 s
    /// later SIGKILL, and up to 2 s until none of them is left.
    ///
    /// A process that has moved to PID 1 and to its own session (a daemon, a systemd unit) is not among them. If the id
    /// belongs to a later process, nothing of the command is left: the kernel does not reuse an id while a group or a
    /// session has it.
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
