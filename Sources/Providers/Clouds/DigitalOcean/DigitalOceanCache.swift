import Synchronization

/// Values that are fetched once for all callers at the same time, and cached for a while.
///
/// A failure is passed to the waiting callers and not cached. Nobody gets a value whose fetch began longer ago than the
/// lifetime, whether cached or in progress.
final class DigitalOceanCache<Value: Sendable>: Sendable {
    typealias Outcome = Result<Value, DigitalOceanError>

    private struct Kept {
        var value: Value
        var fetchedAt: Duration
    }

    private struct Flight {
        var number: Int
        var startedAt: Duration
        var task: Task<Outcome, Never>
        var waiters: Int
    }

    private struct State {
        var kept: [String: Kept] = [:]
        var flights: [String: Flight] = [:]
        var nextNumber = 1
    }

    private let lifetime: Duration
    private let clock: APIBudgetClock
    private let state = Mutex(State())

    init(lifetime: Duration, clock: APIBudgetClock) {
        self.lifetime = lifetime
        self.clock = clock
    }

    /// The cached value, or the one from `fetch`.
    func value(
        for key: String,
        fetch: @escaping @Sendable () async throws(DigitalOceanError) -> Value
    ) async throws(DigitalOceanError) -> Value {
        let now = clock.monotonic()
        let joined: (kept: Value?, flight: Flight?) = state.withLock { state in
            if let kept = state.kept[key], now - kept.fetchedAt < lifetime { return (kept.value, nil) }
            return (nil, join(key, at: now, in: &state, fetch: fetch))
        }
        if let kept = joined.kept { return kept }
        guard let flight = joined.flight else { preconditionFailure("neither a kept value nor a flight") }
        let outcome = await withTaskCancellationHandler {
            await flight.task.value
        } onCancel: {
            leave(key, number: flight.number)
        }
        return try outcome.get()
    }

    /// Drops a value, and keeps later callers from using a fetch in progress.
    func forget(_ key: String) {
        state.withLock { state in
            state.kept[key] = nil
            state.flights[key] = nil
        }
    }

    /// How many wait for a fetch in progress.
    func waiters(for key: String) -> Int {
        state.withLock { $0.flights[key]?.waiters ?? 0 }
    }

    private func join(
        _ key: String,
        at now: Duration,
        in state: inout State,
        fetch: @escaping @Sendable () async throws(DigitalOceanError) -> Value
    ) -> Flight {
        if var flight = state.flights[key], now - flight.startedAt < lifetime {
            flight.waiters += 1
            state.flights[key] = flight
            return flight
        }
        let number = state.nextNumber
        state.nextNumber += 1
        // Unstructured, because the task that starts it may be cancelled while others wait for it; it is cancelled with
        // its last waiter, and its requests have a deadline.
        let task = Task { () -> Outcome in
            let outcome: Outcome
            do throws(DigitalOceanError) {
                outcome = .success(try await fetch())
            } catch {
                outcome = .failure(error)
            }
            self.land(key, number: number, startedAt: now, outcome: outcome)
            return outcome
        }
        let flight = Flight(number: number, startedAt: now, task: task, waiters: 1)
        state.flights[key] = flight
        return flight
    }

    /// The value counts as fetched when its fetch began, because it may not include later events.
    private func land(_ key: String, number: Int, startedAt: Duration, outcome: Outcome) {
        state.withLock { state in
            guard state.flights[key]?.number == number else { return }
            state.flights[key] = nil
            guard case .success(let value) = outcome else { return }
            let now = clock.monotonic()
            state.kept = state.kept.filter { now - $0.value.fetchedAt < lifetime }
            state.kept[key] = Kept(value: value, fetchedAt: startedAt)
        }
    }

    private func leave(_ key: String, number: Int) {
        let abandoned: Task<Outcome, Never>? = state.withLock { state in
            guard var flight = state.flights[key], flight.number == number else { return nil }
            flight.waiters -= 1
            state.flights[key] = flight.waiters > 0 ? flight : nil
            return flight.waiters > 0 ? nil : flight.task
        }
        abandoned?.cancel()
    }
}
