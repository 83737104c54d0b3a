internal import CEpoll
internal import Glibc
internal import Synchronization

/// The one thread that waits for sockets and deadlines, so that no thread of the cooperative pool ever does.
///
/// It only wakes tasks that wait at a ``SocketWatch``; protocol work and cryptography run on their own actors, on all
/// cores. Without deadlines it sleeps without a time-out, so an idle process costs nothing.
final class SocketReactor: Sendable {
    /// The process's reactor. Its thread starts with the first watch and ends with the process.
    static let shared = SocketReactor()

    private struct State {
        /// The watches at which tasks wait.
        var watches: [UInt64: SocketWatch] = [:]
        /// The earliest deadline of the waiters, or an earlier time. It may be too early (if its waiter is gone), which
        /// costs one scan.
        var nextDeadline: ContinuousClock.Instant?
    }

    /// The id of `wakeUp`; the ids of watches start at 1.
    private static let wakeID: UInt64 = 0

    private let epoll: CInt
    private let wakeUp: CInt
    private let lastID = Atomic(SocketReactor.wakeID)
    private let state = Mutex(State())

    private init() {
        epoll = epoll_create1(CInt(EPOLL_CLOEXEC))
        wakeUp = eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK))
        // No connection can work without them, and they are created once per process.
        precondition(epoll >= 0 && wakeUp >= 0, "epoll_create1 or eventfd failed: errno \(errno)")
        _ = moorage_epoll_set(epoll, EPOLL_CTL_ADD, wakeUp, EPOLLIN.rawValue, Self.wakeID)
        let hasStarted = OwnedThread.start(name: "moorage-sockets") { [self] in run() }
        precondition(hasStarted, "out of threads at the first use of a socket")
    }

    func makeID() -> UInt64 { lastID.add(1, ordering: .relaxed).newValue }

    /// Adds a watch at which a task is about to wait.
    func add(_ watch: SocketWatch, id: UInt64, until deadline: ContinuousClock.Instant?) {
        let isEarliest = state.withLock { state in
            state.watches[id] = watch
            guard let deadline, state.nextDeadline.map({ deadline < $0 }) ?? true else { return false }
            state.nextDeadline = deadline
            return true
        }
        guard isEarliest else { return }
        var one: UInt64 = 1
        _ = unsafe write(wakeUp, &one, MemoryLayout<UInt64>.size)
    }

    func remove(id: UInt64) {
        state.withLock { _ = $0.watches.removeValue(forKey: id) }
    }

    /// Reports the socket's readiness once, even if it is already ready. False if the kernel refuses.
    func watch(_ socket: CInt, for interest: SocketWatch.Interest, id: UInt64, again: Bool) -> Bool {
        var events = EPOLLONESHOT.rawValue
        if interest.contains(.read) { events |= EPOLLIN.rawValue | EPOLLRDHUP.rawValue }
        if interest.contains(.write) { events |= EPOLLOUT.rawValue }
        return moorage_epoll_set(epoll, again ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, events, id) == 0
    }

    func unwatch(_ socket: CInt) {
        _ = moorage_epoll_set(epoll, EPOLL_CTL_DEL, socket, 0, Self.wakeID)
    }

    private func run() -> Never {
        var ready = [UInt64](repeating: 0, count: Int(moorage_epoll_batch))
        while true {
            let timeout = state.withLock(\.nextDeadline)?.millisecondsFromNow ?? -1
            let count = unsafe moorage_epoll_wait(epoll, &ready, timeout)
            for id in ready.prefix(max(0, Int(count))) { report(id) }
            expire()
        }
    }

    private func report(_ id: UInt64) {
        if id == Self.wakeID {
            var value: UInt64 = 0
            _ = unsafe read(wakeUp, &value, MemoryLayout<UInt64>.size)
        } else {
            state.withLock { $0.watches[id] }?.wakeAll()
        }
    }

    private func expire() {
        let now = ContinuousClock.now
        let watches: [SocketWatch] = state.withLock { state in
            guard let next = state.nextDeadline, next <= now else { return [] }
            state.nextDeadline = nil
            return Array(state.watches.values)
        }
        guard let earliest = watches.compactMap({ $0.expire(now: now) }).min() else { return }
        state.withLock { $0.nextDeadline = min($0.nextDeadline ?? earliest, earliest) }
    }
}

extension ContinuousClock.Instant {
    /// The remaining time for `poll` and `epoll_wait`: 0 if it has passed, and rounded up so that it has passed when
    /// the wait ends.
    package var millisecondsFromNow: CInt {
        let left = ContinuousClock.now.duration(to: self)
        guard left > .zero else { return 0 }
        let (seconds, attoseconds) = left.components
        let exact = seconds.multipliedReportingOverflow(by: 1000)
        guard !exact.overflow, exact.partialValue < Int64(CInt.max) - 1001 else { return CInt.max }
        return CInt(exact.partialValue + attoseconds / 1_000_000_000_000_000 + 1)
    }
}
