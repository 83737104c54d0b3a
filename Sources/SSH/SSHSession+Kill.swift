internal import EventLoop

extension SSHSession {
    /// The time for ending a command from a second channel: 2 s for SIGTERM, 2 s for SIGKILL, and the round trips.
    package static let killTimeout: Duration = .seconds(20)
    /// The time in which a command that was only just started announces itself.
    private static let announcementTimeout: Duration = .seconds(2)
    /// What `MaxSessions` leaves for it beside ``maximumConcurrentCommands``.
    private static let maximumEndingCommands = 2

    /// Ends what a command started and says what is known about it afterwards.
    ///
    /// Runs to its end even in a cancelled task: its own time is bounded.
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

    /// Reads on until the command has said which process it is.
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
