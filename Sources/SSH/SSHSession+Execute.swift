internal import CSSH2
internal import EventLoop

extension SSHSession {
    /// The limit for both streams of a command together, unless the caller sets one.
    package static let defaultOutputLimit = 1024 * 1024

    /// After this many rounds with data in both directions, other tasks get their turn on the actor.
    private static let roundsPerTurn = 8
    private static let readBufferSize = 64 * 1024

    /// Runs a command on the host: a text for `/bin/sh -c`, of at most about 29,000 bytes.
    ///
    /// Both streams are read while standard input is written; all three are byte-exact. Standard input ends after
    /// `standardInput`. If the time runs out, the task is cancelled or the output exceeds its limit, the command's
    /// process group and all its descendants are ended from a second channel (SIGTERM, then SIGKILL), and the error's
    /// ``SSHError/remoteCommand`` shows whether that was confirmed. This takes at most ``killTimeout`` beyond the
    /// deadline.
    ///
    /// - Parameters:
    ///   - timeout: The time until the command has ended, including the wait for a free channel.
    ///   - outputLimit: Bytes of both streams together.
    /// - Returns: How it ended; a failed command is a result, not an error.
    /// - Throws: ``SSHError``: `timedOut`, `cancelled`, `outputLimitExceeded`, `channelFailed`, `disconnected`,
    ///   `invalidArgument`.
    package func execute(
        _ command: String,
        as privilege: SSHPrivilege = .login,
        standardInput: [UInt8] = [],
        timeout: Duration,
        outputLimit: Int = SSHSession.defaultOutputLimit
    ) async throws(SSHError) -> SSHCommandResult {
        let deadline = ContinuousClock.now + timeout
        let line = try RemoteCommandLine(command, user: user, privilege: privilege)
        try await wait(until: deadline, cancellable: true) {
            // Channels that the host has not closed yet still count.
            self.releaseAbandoned()
            return self.runningCommands + self.abandonedChannels.count < Self.maximumConcurrentCommands
        }
        runningCommands += 1
        defer {
            runningCommands -= 1
            library.transport.socket.watch.wakeAll()
        }
        let channel = try await openChannel(until: deadline)
        defer { release(channel) }
        var exchange = CommandExchange(input: standardInput, outputLimit: outputLimit, token: line.token)
        do throws(SSHError) {
            return try await run(line, on: channel, &exchange, until: deadline)
        } catch  where error.code == .timedOut || error.code == .cancelled || error.code == .outputLimitExceeded {
            throw error.withRemoteCommand(await end(&exchange, on: channel, privilege: privilege))
        } catch  where error.code == .disconnected {
            throw error.withRemoteCommand(.unknown)
        }
    }

    func run(
        _ line: RemoteCommandLine,
        on channel: LibSSH2Channel,
        _ exchange: inout CommandExchange,
        until deadline: ContinuousClock.Instant,
        cancellable: Bool = true
    ) async throws(SSHError) -> SSHCommandResult {
        try await complete("starting a command", until: deadline, cancellable: cancellable) {
            channel.start(line.text)
        }
        var buffer = [UInt8](repeating: 0, count: Self.readBufferSize)
        var rounds = 0
        while true {
            try checkAlive()
            let seen = generation
            let hasProgressed = try writeInput(channel, &exchange)
            let hasRead = try readStreams(channel, &exchange, &buffer)
            if channel.isDrained, try isClosed(channel) { break }
            if !hasProgressed, !hasRead {
                try await pause(since: seen, until: deadline, cancellable: cancellable)
                continue
            }
            rounds += 1
            guard rounds % Self.roundsPerTurn == 0 else { continue }
            if ContinuousClock.now >= deadline {
                throw SSHError(.timedOut, "The command did not finish in time.")
            }
            if cancellable, Task.isCancelled { throw SSHError(.cancelled, "The command was cancelled.") }
            await Task.yield()
        }
        return SSHCommandResult(
            termination: channel.termination(),
            standardOutput: exchange.output,
            standardError: exchange.errorOutput
        )
    }

    /// Writes what the host accepts; returns whether anything was written.
    private func writeInput(
        _ channel: LibSSH2Channel,
        _ exchange: inout CommandExchange
    ) throws(SSHError) -> Bool {
        guard !exchange.hasEndedInput else { return false }
        library.transport.flush()
        guard library.transport.hasRoom else { return false }
        let result: Int
        if exchange.input.isEmpty {
            result = Int(reading { channel.endInput() })
            exchange.hasEndedInput = result == 0
        } else {
            let input = exchange.input
            result = reading { channel.write(input) }
            exchange.wrote(max(0, result))
        }
        switch Int32(truncatingIfNeeded: result) {
        case LIBSSH2_ERROR_EAGAIN:
            return false
        case LIBSSH2_ERROR_CHANNEL_CLOSED, LIBSSH2_ERROR_CHANNEL_EOF_SENT:
            // The command ended without reading its input, which is allowed.
            exchange.hasEndedInput = true
            return true
        case ..<0:
            throw error(Int32(truncatingIfNeeded: result), "writing a command's input")
        default:
            return result > 0 || exchange.hasEndedInput
        }
    }

    /// Reads the available data of both streams; returns whether there was any.
    private func readStreams(
        _ channel: LibSSH2Channel,
        _ exchange: inout CommandExchange,
        _ buffer: inout [UInt8]
    ) throws(SSHError) -> Bool {
        var hasRead = false
        for stream in [LibSSH2Channel.standardOutput, LibSSH2Channel.standardError] {
            let count = reading { channel.read(stream, into: &buffer) }
            if count == Int(LIBSSH2_ERROR_EAGAIN) || count == 0 { continue }
            guard count > 0 else { throw error(Int32(truncatingIfNeeded: count), "reading a command's output") }
            hasRead = true
            let bytes = buffer[..<count]
            let isWithinLimit =
                stream == LibSSH2Channel.standardOutput
                ? exchange.readOutput(bytes) : exchange.readErrorOutput(bytes)
            guard isWithinLimit else {
                throw SSHError(.outputLimitExceeded, "The command's output exceeded its limit.")
            }
        }
        return hasRead
    }

    private func isClosed(_ channel: LibSSH2Channel) throws(SSHError) -> Bool {
        let result = reading { channel.hasClosed() }
        if result == LIBSSH2_ERROR_EAGAIN { return false }
        guard result == 0 else { throw error(result, "waiting for a command to end") }
        return true
    }
}
