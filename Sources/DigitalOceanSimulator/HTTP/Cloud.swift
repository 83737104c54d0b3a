import FoundationEssentials
import Synchronization

/// The simulator's memory: the account, the budget of each token, the faults to come and what was asked so far.
///
/// Everything happens under one lock, held for the time of one pure function; machines and connections are others'
/// business.
final class Cloud: Sendable {
    struct State: Sendable {
        var account: Account
        var limiters: [String: RateLimiter] = [:]
        var faults: [SimulatorFault]
        /// Requests by method and route.
        var requests: [String: Int] = [:]
        /// Answers by status.
        var answers: [Int: Int] = [:]
    }

    private let state: Mutex<State>
    private let jobs: AsyncStream<MachineJob>.Continuation
    let now: @Sendable () -> Date

    init(
        _ configuration: SimulatorConfiguration,
        hasMachines: Bool,
        jobs: AsyncStream<MachineJob>.Continuation
    ) {
        let account = Account(
            dropletLimit: configuration.dropletLimit,
            hasMachines: hasMachines,
            timings: configuration.timings
        )
        state = Mutex(State(account: account, faults: configuration.faults))
        self.jobs = jobs
        now = configuration.now
    }

    /// Runs `body` alone, after letting happen what is due, and hands on the machine jobs that it left.
    func withState<Result: Sendable>(_ body: (inout State, Date) throws -> sending Result) rethrows -> Result {
        let (result, jobs) = try state.withLock { state in
            let now = now()
            state.account.advance(to: now)
            let result = try body(&state, now)
            defer { state.account.jobs = [] }
            return (result, state.account.jobs)
        }
        for job in jobs { self.jobs.yield(job) }
        return result
    }

    /// Records how a machine's job ended.
    func finish(_ job: MachineJob, outcome: Action.Status, address: String?) {
        guard let action = job.action else { return }
        withState { state, now in
            state.account.finish(action, outcome: outcome, address: address, at: now)
        }
    }
}
