internal import CSSH2
internal import EventLoop

extension SSHSession {
    /// Opens a channel, one at a time.
    func openChannel(
        until deadline: ContinuousClock.Instant,
        cancellable: Bool = true
    ) async throws(SSHError) -> LibSSH2Channel {
        try await wait(until: deadline, cancellable: cancellable) { !self.isOpeningChannel }
        isOpeningChannel = true
        defer {
            isOpeningChannel = false
            library.transport.socket.watch.wakeAll()
        }
        while true {
            try checkAlive()
            let seen = generation
            releaseAbandoned()
            let channel = reading { LibSSH2Channel(opening: library) }
            if let channel { return channel }
            let code = library.lastError.code
            guard code == LIBSSH2_ERROR_EAGAIN else { throw error(code, "opening a channel") }
            try await pause(since: seen, until: deadline, cancellable: cancellable)
        }
    }

    /// Repeats a call of the library until it no longer would block.
    func complete(
        _ operation: String,
        until deadline: ContinuousClock.Instant,
        cancellable: Bool = true,
        _ call: () -> Int32
    ) async throws(SSHError) {
        while true {
            try checkAlive()
            let seen = generation
            let result = reading(call)
            if result == 0 { return }
            guard result == LIBSSH2_ERROR_EAGAIN else { throw error(result, operation) }
            try await pause(since: seen, until: deadline, cancellable: cancellable)
        }
    }

    /// Returns a channel. A channel whose end the host has not confirmed is freed by a later operation.
    func release(_ channel: LibSSH2Channel) {
        guard failure == nil else { return }
        abandonedChannels.append(channel)
        releaseAbandoned()
    }

    /// Frees the channels that the host has closed by now.
    func releaseAbandoned() {
        guard !abandonedChannels.isEmpty else { return }
        abandonedChannels.removeAll { channel in reading { channel.free() } != LIBSSH2_ERROR_EAGAIN }
    }

    /// Makes a call that may read from the socket, and wakes the other tasks if it did, because the data may be theirs.
    func reading<Value>(_ call: () -> Value) -> Value {
        let before = library.transport.received
        let value = call()
        if library.transport.received != before { library.transport.socket.watch.wakeAll() }
        return value
    }

    /// The value for ``pause(since:until:cancellable:)``, to be read before the check that precedes it.
    var generation: UInt64 { library.transport.socket.watch.generation }

    /// Suspends until something may have changed since `seen`.
    func pause(
        since seen: UInt64,
        until deadline: ContinuousClock.Instant,
        cancellable: Bool = true
    ) async throws(SSHError) {
        let transport = library.transport
        transport.flush()
        transport.socket.acknowledgeQuickly()
        let wake = await transport.socket.wait(
            since: seen,
            hasOutput: transport.hasOutput,
            until: deadline,
            cancellable: cancellable
        )
        try checkAlive()
        switch wake {
        case .changed: return
        case .deadline: throw SSHError(.timedOut, "The request to the host did not finish in time.")
        case .cancelled: throw SSHError(.cancelled, "The operation was cancelled.")
        }
    }

    /// Suspends until a condition of the actor's own state holds.
    func wait(
        until deadline: ContinuousClock.Instant,
        cancellable: Bool,
        _ condition: () -> Bool
    ) async throws(SSHError) {
        while true {
            try checkAlive()
            let seen = generation
            if condition() { return }
            try await pause(since: seen, until: deadline, cancellable: cancellable)
        }
    }

    func checkAlive() throws(SSHError) {
        if let failure { throw failure }
    }

    /// The error for a code of the library; ends the session if it can no longer be used.
    func error(_ code: Int32, _ operation: String) -> SSHError {
        let text = library.lastError.text
        switch code {
        case LIBSSH2_ERROR_CHANNEL_FAILURE, LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED, LIBSSH2_ERROR_CHANNEL_CLOSED,
            LIBSSH2_ERROR_CHANNEL_EOF_SENT, LIBSSH2_ERROR_CHANNEL_UNKNOWN, LIBSSH2_ERROR_CHANNEL_OUTOFORDER,
            LIBSSH2_ERROR_CHANNEL_WINDOW_EXCEEDED, LIBSSH2_ERROR_CHANNEL_PACKET_EXCEEDED:
            return SSHError(.channelFailed, "The host failed at \(operation): \(text) (\(code)).")
        default:
            let error = SSHError(.disconnected, "The connection broke at \(operation): \(text) (\(code)).")
            fail(error)
            return error
        }
    }
}
