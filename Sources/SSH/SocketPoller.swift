internal import CSSH2
internal import Glibc
internal import Synchronization

/// The one thread that waits on the sockets of all sessions, so that no thread of the cooperative pool ever does.
///
/// Each session has a ``SocketWatch``; the thread only tells it that its socket is ready or that a deadline passed.
/// Protocol work and cryptography happen on the sessions' own actors, on all cores.
final class SocketPoller: Sendable {
    /// The process's poller. Its thread starts with the first session and lives as long as the process.
    static let shared = SocketPoller()

    private struct State {
        var watches: [UInt64: SocketWatch] = [:]
        var nextID: UInt64 = 1
        /// No waiter's deadline is earlier. It may be too early (its waiter is gone), which costs one scan.
        var nextDeadline: ContinuousClock.Instant?
    }

    /// The id of ``wakeDescriptor``; those of watches begin at 1.
    private static let wakeID: UInt64 = 0

    private let epollDescriptor: Int32
    private let wakeDescriptor: Int32
    private let state = Mutex(State())

    private init() {
        epollDescriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        wakeDescriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        // Without these two descriptors no session can work at all, and they are made once in a process's life.
        precondition(epollDescriptor >= 0 && wakeDescriptor >= 0, "epoll_create1 or eventfd failed: errno \(errno)")
        _ = moorage_epoll_set(epollDescriptor, EPOLL_CTL_ADD, wakeDescriptor, EPOLLIN.rawValue, Self.wakeID)
        OwnedThread.start(name: "moorage-ssh") { self.run() }
    }

    /// Begins to watch a socket. The descriptor must stay open until ``remove(_:)``.
    func watch(_ descriptor: Int32) throws(SSHError) -> SocketWatch {
        let watch = state.withLock { state in
            let watch = SocketWatch(id: state.nextID, descriptor: descriptor, poller: self)
            state.watches[watch.id] = watch
            state.nextID += 1
            return watch
        }
        guard moorage_epoll_set(epollDescriptor, EPOLL_CTL_ADD, descriptor, EPOLLONESHOT.rawValue, watch.id) == 0 else {
            let number = errno
            state.withLock { $0.watches[watch.id] = nil }
            throw SSHError(.connectFailed, "The socket could not be watched: \(SystemError.text(number)).")
        }
        return watch
    }

    func remove(_ watch: SocketWatch) {
        _ = moorage_epoll_set(epollDescriptor, EPOLL_CTL_DEL, watch.descriptor, 0, watch.id)
        state.withLock { $0.watches[watch.id] = nil }
    }

    /// Reports the socket's readiness once, even when it is ready already.
    func arm(_ watch: SocketWatch, writable: Bool) {
        let events = EPOLLONESHOT.rawValue | EPOLLIN.rawValue | (writable ? EPOLLOUT.rawValue : 0)
        _ = moorage_epoll_set(epollDescriptor, EPOLL_CTL_MOD, watch.descriptor, events, watch.id)
    }

    /// Makes sure that deadlines are looked at no later than at `deadline`.
    func schedule(_ deadline: ContinuousClock.Instant) {
        let isEarliest = state.withLock { state in
            if let next = state.nextDeadline, next <= deadline { return false }
            state.nextDeadline = deadline
            return true
        }
        guard isEarliest else { return }
        var one: UInt64 = 1
        _ = unsafe write(wakeDescriptor, &one, MemoryLayout<UInt64>.size)
    }

    private func run() {
        var ready = [UInt64](repeating: 0, count: Int(moorage_epoll_batch))
        while true {
            let count = unsafe moorage_epoll_wait(epollDescriptor, &ready, timeout())
            for id in ready.prefix(max(0, Int(count))) { report(id) }
            expire()
        }
    }

    private func report(_ id: UInt64) {
        if id == Self.wakeID {
            var value: UInt64 = 0
            _ = unsafe read(wakeDescriptor, &value, MemoryLayout<UInt64>.size)
            return
        }
        state.withLock { $0.watches[id] }?.wakeAll()
    }

    /// Milliseconds until the next deadline, rounded up so that it has passed when the wait ends; -1 without one.
    private func timeout() -> Int32 {
        guard let deadline = state.withLock({ $0.nextDeadline }) else { return -1 }
        let components = (deadline - .now).components
        let milliseconds = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 + 1
        return Int32(clamping: max(0, milliseconds))
    }

    private func expire() {
        let now = ContinuousClock.now
        let watches: [SocketWatch] = state.withLock { state in
            guard let next = state.nextDeadline, next <= now else { return [] }
            state.nextDeadline = nil
            return Array(state.watches.values)
        }
        for watch in watches {
            if let earliest = watch.expire(now: now) { schedule(earliest) }
        }
    }
}
