internal import HeapModule
internal import Synchronization

/// A simulated world's time, randomness and order of events.
///
/// Time stands still while anything can run; then it jumps to the next time at which a task wakes.
final class Timeline: Sendable {
    private enum Alarm {
        case sleeper(CheckedContinuation<Void, Never>)
        case event(@Sendable () -> Void)
    }

    /// When an alarm goes off, in microseconds since the world began; alarms of the same moment are in the order of
    /// their ids.
    private struct Timer: Comparable {
        let at: Int64
        let id: UInt64

        static func < (one: Self, other: Self) -> Bool { (one.at, one.id) < (other.at, other.id) }
    }

    private struct State {
        var now: Int64 = 0
        var generator: SeededGenerator
        var queue = Heap<Timer>()
        var alarms: [UInt64: Alarm] = [:]
        var lastID: UInt64 = 0
        var shufflesJobs: Bool
    }

    let executor = SimulationExecutor()
    private let state: Mutex<State>

    init(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let shufflesJobs = generator.chance(perMillion: 500_000)
        state = Mutex(State(generator: generator, shufflesJobs: shufflesJobs))
    }

    /// Microseconds since the world began.
    var now: Int64 { state.withLock(\.now) }

    /// Draws from the seed.
    func draw<Value: Sendable>(_ body: (inout SeededGenerator) -> Value) -> Value {
        state.withLock { body(&$0.generator) }
    }

    /// True with this probability, in millionths.
    func chance(_ perMillion: Int) -> Bool {
        perMillion > 0 && state.withLock { $0.generator.chance(perMillion: perMillion) }
    }

    /// In 0..<bound.
    func below(_ bound: Int) -> Int { state.withLock { $0.generator.below(bound) } }

    /// Schedules something after this many microseconds.
    func after(_ delay: Int64, _ event: @escaping @Sendable () -> Void) {
        let id = newID()
        state.withLock { Self.set(.event(event), id, in: &$0, after: delay) }
    }

    /// Starts a task of the world. Nobody waits for it: it ends with its world.
    @discardableResult
    func spawn(_ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        Task(executorPreference: executor) { await body() }
    }

    private func newID() -> UInt64 {
        state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
    }

    private static func set(_ alarm: Alarm, _ id: UInt64, in state: inout State, after delay: Int64) {
        state.alarms[id] = alarm
        state.queue.insert(Timer(at: state.now + max(delay, 0), id: id))
    }

    /// Waits this many microseconds, whatever happens.
    func sleep(_ delay: Int64) async {
        guard delay > 0 else { return }
        let id = newID()
        await withCheckedContinuation { continuation in
            state.withLock { Self.set(.sleeper(continuation), id, in: &$0, after: delay) }
        }
    }

    /// Waits this many microseconds, or until the task is cancelled.
    func sleepUnlessCancelled(_ delay: Int64) async throws(CancellationError) {
        let id = newID()
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard !Task.isCancelled else { return true }
                    Self.set(.sleeper(continuation), id, in: &state, after: delay)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let alarm = state.withLock { $0.alarms.removeValue(forKey: id) }
            if case .sleeper(let continuation)? = alarm { continuation.resume() }
        }
        if Task.isCancelled { throw CancellationError() }
    }

    /// Runs everything that can run now.
    ///
    /// - Parameters:
    ///   - limit: the maximum number of jobs.
    ///   - goesOn: called before each job; false ends it.
    /// - Returns: how many jobs ran.
    func settle(atMost limit: Int, while goesOn: () -> Bool) -> Int {
        var count = 0
        while count < limit, goesOn() {
            let didRun = executor.runOne { ready in
                state.withLock { $0.shufflesJobs ? $0.generator.below(ready) : 0 }
            }
            guard didRun else { break }
            count += 1
        }
        return count
    }

    /// Advances to the next time at which tasks wake, and wakes them.
    ///
    /// - Returns: false if none ever will, or not before the limit.
    func advance(atMostTo limit: Int64) -> Bool {
        let alarm = state.withLock { state -> Alarm? in
            while let entry = state.queue.min, entry.at <= limit {
                state.queue.removeMin()
                guard let alarm = state.alarms.removeValue(forKey: entry.id) else { continue }
                state.now = max(state.now, entry.at)
                return alarm
            }
            return nil
        }
        switch alarm {
        case nil: return false
        case .sleeper(let continuation)?: continuation.resume()
        case .event(let event)?: event()
        }
        return true
    }
}
