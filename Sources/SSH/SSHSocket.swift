internal import EventLoop
internal import Glibc

/// A connected, non-blocking TCP socket and the tasks that wait for it. Closed by ``close()`` or by its `deinit`.
final class SSHSocket: Sendable {
    /// A dead peer is noticed after 15 + 3 × 5 s without traffic, and unacknowledged data after 30 s; the probes also
    /// keep the entry in a NAT gateway alive (the shortest ones observed last 60 s).
    private static let keepAliveIdleSeconds: Int32 = 15
    private static let keepAliveIntervalSeconds: Int32 = 5
    private static let keepAliveProbes: Int32 = 3
    private static let userTimeoutMilliseconds: Int32 = 30_000

    let descriptor: Int32
    let watch = SocketWatch()

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit {
        watch.wakeAll()
        _ = Glibc.close(descriptor)
    }

    /// Connects to the first of a host's addresses that answers.
    static func connect(
        to address: String,
        port: UInt16,
        deadline: ContinuousClock.Instant
    ) async throws(SSHError) -> SSHSocket {
        let candidates = try await SocketAddress.resolve(address, port: port, deadline: deadline)
        var failure = SSHError(.connectFailed, "The name \(address) has no address.")
        for (index, candidate) in candidates.enumerated() {
            // Each address gets a share of the remaining time, so that a dead first one leaves some for the next.
            let share = (deadline - .now) / (candidates.count - index)
            do {
                return try await connect(to: candidate, name: "\(address):\(port)", deadline: .now + share)
            } catch  where error.code != .cancelled {
                failure = error
            }
        }
        throw failure
    }

    private static func connect(
        to address: SocketAddress,
        name: String,
        deadline: ContinuousClock.Instant
    ) async throws(SSHError) -> SSHSocket {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.family, kind, 0)
        guard descriptor >= 0 else {
            throw SSHError(.connectFailed, "No socket for \(name): \(SystemError.text(errno)).")
        }
        let socket = SSHSocket(descriptor: descriptor)
        socket.configure()
        let seen = socket.watch.generation
        let result = unsafe address.bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return Int32(-1) }
            return unsafe Glibc.connect(
                descriptor,
                start.assumingMemoryBound(to: sockaddr.self),
                socklen_t(bytes.count)
            )
        }
        guard result != 0 else { return socket }
        guard errno == EINPROGRESS else {
            throw SSHError(.connectFailed, "No connection to \(name): \(SystemError.text(errno)).")
        }
        switch await socket.watch.wait(since: seen, on: descriptor, for: .write, until: deadline) {
        case .changed: break
        case .deadline: throw SSHError(.timedOut, "\(name) did not answer in time.")
        case .cancelled: throw SSHError(.cancelled, "The connection to \(name) was cancelled.")
        }
        let number = socket.option(SO_ERROR)
        guard number == 0 else {
            throw SSHError(.connectFailed, "No connection to \(name): \(SystemError.text(number)).")
        }
        return socket
    }

    /// Suspends until the socket is readable (or, if there is output, writable), or until all waiting tasks are woken.
    func wait(
        since seen: UInt64,
        hasOutput: Bool,
        until deadline: ContinuousClock.Instant,
        cancellable: Bool = true
    ) async -> SocketWatch.Wake {
        await watch.wait(
            since: seen,
            on: descriptor,
            for: hasOutput ? [.read, .write] : .read,
            until: deadline,
            cancellable: cancellable
        )
    }

    /// Makes the kernel acknowledge the next data immediately. The option wears off, so it is set before each wait;
    /// without it a short exec waits up to 40 ms for the delayed acknowledgement when a channel opens.
    func acknowledgeQuickly() { set(Int32(IPPROTO_TCP), TCP_QUICKACK, 1) }

    /// Ends the connection immediately and wakes all waiting tasks; the descriptor stays valid until `deinit`.
    func hangUp() {
        _ = shutdown(descriptor, Int32(SHUT_RDWR))
        watch.wakeAll()
    }

    private func configure() {
        set(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        set(SOL_SOCKET, SO_KEEPALIVE, 1)
        set(Int32(IPPROTO_TCP), TCP_KEEPIDLE, Self.keepAliveIdleSeconds)
        set(Int32(IPPROTO_TCP), TCP_KEEPINTVL, Self.keepAliveIntervalSeconds)
        set(Int32(IPPROTO_TCP), TCP_KEEPCNT, Self.keepAliveProbes)
        set(Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, Self.userTimeoutMilliseconds)
    }

    private func set(_ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        _ = unsafe setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private func option(_ option: Int32) -> Int32 {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return unsafe getsockopt(descriptor, SOL_SOCKET, option, &value, &length) == 0 ? value : errno
    }
}

/// The system's message for an error number.
enum SystemError {
    /// glibc 2.32 and later keep the result of `strerror` per thread.
    static func text(_ number: Int32) -> String { unsafe String(cString: strerror(number)) }
}
