internal import Synchronization

/// Connects a daemon with everything outside: it can be cut (the daemon is dead) or held (it is paused).
final class DaemonLink: Sendable {
    private struct State {
        var cutAt: Int64?
        var pausedAt: Int64?
        var countsPauses = true
        var clockLag: Int64 = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// The daemon's name, different in each of its lives.
    let name: String
    private let timeline: Timeline
    private let state = Mutex(State())

    init(name: String, timeline: Timeline) {
        self.name = name
        self.timeline = timeline
    }

    /// Whether the daemon is dead: its actions have no effect.
    var isCut: Bool { cutAt != nil }

    /// When it died; nil while it lives.
    var cutAt: Int64? { state.withLock(\.cutAt) }

    var isPaused: Bool { state.withLock { $0.pausedAt != nil } }

    /// How far its clock is behind.
    var clockLag: Int64 {
        let now = timeline.now
        return state.withLock { state in
            guard let pausedAt = state.pausedAt, !state.countsPauses else { return state.clockLag }
            return state.clockLag + now - pausedAt
        }
    }

    /// The time on its own clock.
    var clock: Int64 { timeline.now - clockLag }

    /// Waits while the daemon is paused.
    func pass() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.pausedAt != nil else { return true }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    /// Holds everything that the daemon does.
    ///
    /// - Parameter countsPauses: whether its clock continues meanwhile, like that of a machine that was only busy.
    func pause(countsPauses: Bool) {
        let now = timeline.now
        state.withLock { state in
            guard state.pausedAt == nil else { return }
            state.pausedAt = now
            state.countsPauses = countsPauses
        }
    }

    /// Lets it continue.
    func resume() {
        let now = timeline.now
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard let pausedAt = state.pausedAt else { return [] }
            if !state.countsPauses { state.clockLag += now - pausedAt }
            state.pausedAt = nil
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// The daemon is dead from now on.
    func cut() {
        let now = timeline.now
        state.withLock { $0.cutAt = $0.cutAt ?? now }
        resume()
    }
}
