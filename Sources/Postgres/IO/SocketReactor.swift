import CPostgres
import Glibc
import Synchronization

/// Waits for sockets and deadlines on one thread of its own, so that no task's thread ever blocks in `poll`.
///
/// The thread sleeps in `epoll_wait` without a time-out while nothing has a deadline: an idle process costs nothing.
final class SocketReactor: Sendable {
    /// What a task waits for on a socket.
    struct Interest: OptionSet {
        let rawValue: UInt8
        static let read = Self(rawValue: 1)
        static let write = Self(rawValue: 2)
    }

    /// How a wait ended.
    enum Readiness: Sendable {
        /// The socket is readable, writable or broken: libpq will find out which.
        case ready
        /// The deadline passed.
        case timedOut
        /// ``interrupt(_:)`` was called, or the task was cancelled.
        case interrupted
    }

    /// Names a place where a task waits, before, during and after the wait.
    struct Place: Hashable, Sendable {
        fileprivate let number: UInt64
    }

    /// The one reactor of the process. Its thread ends with the process.
    static let shared = SocketReactor()

    /// Events taken from the kernel at a time; more stay queued there.
    private static let eventBatch = 64
    private static let wakePlace: UInt64 = 0

    private struct Wait {
        let socket: CInt?
        let deadline: ContinuousClock.Instant?
        let continuation: CheckedContinuation<Readiness, Never>
    }

    private struct State {
        var waits: [UInt64: Wait] = [:]
        var interrupted: Set<UInt64> = []
        var lastPlace = SocketReactor.wakePlace
        /// Until when the thread sleeps; nil while it sleeps without an end.
        var sleepsUntil: ContinuousClock.Instant?
    }

    private let state = Mutex(State())
    private let epoll: CInt
    private let wakeUp: CInt

    private init() {
        epoll = epoll_create1(CInt(EPOLL_CLOEXEC))
        wakeUp = eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK))
        precondition(epoll >= 0 && wakeUp >= 0, "out of file descriptors at the first use of Postgres")
        register(wakeUp, events: EPOLLIN.rawValue, place: Self.wakePlace)
        let started = OwnedThread.start { [self] in run() }
        precondition(started, "out of threads at the first use of Postgres")
    }

    /// A new place to wait at.
    func makePlace() -> Place {
        state.withLock { state in
            state.lastPlace += 1
            return Place(number: state.lastPlace)
        }
    }

    /// Forgets an interruption that no wait has taken.
    func forget(_ place: Place) {
        state.withLock { _ = $0.interrupted.remove(place.number) }
    }

    /// Ends the wait at `place`, or the next one when there is none now.
    func interrupt(_ place: Place) {
        let wait = state.withLock { state -> Wait? in
            guard let wait = state.waits.removeValue(forKey: place.number) else {
                state.interrupted.insert(place.number)
                return nil
            }
            return wait
        }
        if let wait { resume(wait, .interrupted) }
    }

    /// Waits at `place` until the socket is ready, the deadline passes or the place is interrupted.
    ///
    /// - Parameter socket: nil to wait for deadline and interruption alone. Must stay open during the wait, and be
    ///   waited for at one place at a time.
    func wait(
        at place: Place,
        socket: CInt?,
        for interest: Interest = [],
        until deadline: ContinuousClock.Instant?
    ) async -> Readiness {
        await withCheckedContinuation { continuation in
            let wait = Wait(socket: socket, deadline: deadline, continuation: continuation)
            enter(wait, at: place, interest: interest)
        }
    }

    private func enter(_ wait: Wait, at place: Place, interest: Interest) {
        enum Entry {
            case refused(Readiness)
            case sleeping(isEarliest: Bool)
        }
        let entry = state.withLock { state -> Entry in
            if state.interrupted.remove(place.number) != nil { return .refused(.interrupted) }
            if let socket = wait.socket {
                var events = EPOLLONESHOT.rawValue
                if interest.contains(.read) { events |= EPOLLIN.rawValue | EPOLLRDHUP.rawValue }
                if interest.contains(.write) { events |= EPOLLOUT.rawValue }
                // A socket that cannot be watched is broken; libpq will say how.
                guard register(socket, events: events, place: place.number) else { return .refused(.ready) }
            }
            state.waits[place.number] = wait
            guard let deadline = wait.deadline else { return .sleeping(isEarliest: false) }
            return .sleeping(isEarliest: state.sleepsUntil.map { deadline < $0 } ?? true)
        }
        switch entry {
        case .refused(let readiness): wait.continuation.resume(returning: readiness)
        case .sleeping(let isEarliest): if isEarliest { wake() }
        }
    }

    @discardableResult
    private func register(_ descriptor: CInt, events: UInt32, place: UInt64) -> Bool {
        var event = unsafe epoll_event(events: events, data: epoll_data_t(u64: place))
        return unsafe epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0
    }

    /// Resumes a wait that was taken out of the table.
    private func resume(_ wait: Wait, _ readiness: Readiness) {
        if let socket = wait.socket { _ = epoll_ctl(epoll, EPOLL_CTL_DEL, socket, nil) }
        wait.continuation.resume(returning: readiness)
    }

    private func wake() {
        var one: UInt64 = 1
        _ = unsafe write(wakeUp, &one, MemoryLayout<UInt64>.size)
    }

    private func run() -> Never {
        var events = unsafe [epoll_event](repeating: epoll_event(), count: Self.eventBatch)
        while true {
            let timeout = state.withLock { state in
                state.sleepsUntil = state.waits.values.compactMap(\.deadline).min()
                return state.sleepsUntil.map(Self.milliseconds) ?? -1
            }
            let count = unsafe epoll_wait(epoll, &events, CInt(Self.eventBatch), timeout)
            let ready = unsafe events.prefix(Int(max(0, count))).map { unsafe $0.data.u64 }
            if ready.contains(Self.wakePlace) { drainWakeUp() }
            for (wait, readiness) in takeFinished(ready: ready) { resume(wait, readiness) }
        }
    }

    private func takeFinished(ready: [UInt64]) -> [(Wait, Readiness)] {
        let now = ContinuousClock.now
        return state.withLock { state in
            var finished = ready.compactMap { state.waits.removeValue(forKey: $0) }.map { ($0, Readiness.ready) }
            for (place, wait) in state.waits {
                guard let deadline = wait.deadline, deadline <= now else { continue }
                state.waits[place] = nil
                finished.append((wait, .timedOut))
            }
            return finished
        }
    }

    private func drainWakeUp() {
        var count: UInt64 = 0
        _ = unsafe read(wakeUp, &count, MemoryLayout<UInt64>.size)
    }

    /// Time from now in whole milliseconds, rounded up so that the thread does not spin through the last one.
    static func milliseconds(until deadline: ContinuousClock.Instant) -> CInt {
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else { return 0 }
        let (seconds, attoseconds) = left.components
        let exact = seconds.multipliedReportingOverflow(by: 1000)
        guard !exact.overflow, exact.partialValue < Int64(CInt.max) - 1001 else { return CInt.max }
        return CInt(exact.partialValue + attoseconds / 1_000_000_000_000_000 + 1)
    }
}

extension SocketReactor {
    /// As ``wait(at:socket:for:until:)`` at a place of its own, which cancelling the task interrupts.
    func wait(socket: CInt?, for interest: Interest = [], until deadline: ContinuousClock.Instant?) async -> Readiness {
        let place = makePlace()
        defer { forget(place) }
        return await withTaskCancellationHandler {
            await wait(at: place, socket: socket, for: interest, until: deadline)
        } onCancel: {
            interrupt(place)
        }
    }
}
