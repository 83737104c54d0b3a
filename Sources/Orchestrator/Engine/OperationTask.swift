internal import FailPoints
internal import Logging
internal import Providers
internal import Workspaces

/// The work on one claimed operation: perform the stored effect, decide on the next step, write it, and so on until the
/// operation ends, waits, or is interrupted.
struct OperationTask {
    let runner: EffectRunner
    let policy: OperationPolicy
    let control: OperationControl
    let logger: Logger

    /// The pause between two attempts to write while the store is away.
    private static let storePause = Duration.milliseconds(500)

    /// How long to set aside an operation that no daemon can continue: a new version or a person must act first.
    private static let setAsidePause = Duration.seconds(60)

    /// Works until nothing more is due now. Never throws; work that it cannot do is left to the next claim.
    func run(_ claimed: ClaimedOperation) async {
        let sessions = HostSessions(connector: runner.connector)
        var operation = claimed
        var clock = DatabaseClock(reading: claimed.claimedAt, clock: runner.clock)
        do {
            var lookedAt = clock.now
            while let event = try await nextEvent(for: operation, sessions: sessions) {
                if Self.opensWindow(event, after: operation.effect) {
                    clock = DatabaseClock(reading: try await runner.store.now(), clock: runner.clock)
                }
                let transition = try decide(event, for: operation, at: clock.now, lookedAt: lookedAt)
                try await commit(transition, on: event, for: &operation, at: clock.now)
                if transition.outcome != nil || transition.delay > .zero || event.entersHost { break }
                lookedAt = clock.now
            }
        } catch let error as StoreError where error.code == .fenced {
            logger.notice("Another daemon now has the operation.", metadata: ["reason": "\(error)"])
        } catch {
            logger.error("The operation cannot continue.", metadata: ["error": "\(error)"])
            await setAside(operation, because: error)
        }
        await sessions.close()
    }

    /// If this program or the database cannot understand something, the workspace's log says so and a later try
    /// follows, perhaps by another version.
    private func setAside(_ operation: ClaimedOperation, because error: any Error) async {
        if let error = error as? StoreError, error.code == .unavailable { return }
        do {
            FailPoints.reach(.before(.setAside))
            try await runner.store.setAside(
                operation.holder,
                workspace: operation.workspace.number,
                because: "\(error)",
                for: Self.setAsidePause
            )
            FailPoints.reach(.after(.setAside))
        } catch {
            logger.error("The operation is left to the next claim.", metadata: ["error": "\(error)"])
        }
    }

    /// Nil if the lease was lost or given back, or the daemon dies.
    private func nextEvent(
        for operation: ClaimedOperation,
        sessions: HostSessions
    ) async throws(StoreError) -> OperationEvent? {
        // A cancelled task is interrupted immediately, whatever it waits for, possibly before the reason is known.
        guard !Task.isCancelled else { return nil }
        switch control.interruption {
        case .leaseLost: return nil
        // A lease that is given back must not be cut off, because the next holder would not know that the answer got
        // lost.
        case .drain where operation.wasCutOff && operation.effect.flatMap(Self.lostAnswer) != nil: break
        case .drain:
            try await persist(.release(operation.holder))
            return nil
        case .cancel: return .cancelRequested
        case nil where operation.isCancelPending: return .cancelRequested
        case nil: break
        }
        guard let effect = operation.effect else { return .started }
        if operation.wasCutOff, let event = Self.lostAnswer(to: effect) { return event }
        guard effect.isInterruptible else {
            return try await perform(effect, for: operation, sessions: sessions)
        }
        let event = try await interruptibly { () async throws(StoreError) in
            try await perform(effect, for: operation, sessions: sessions)
        }
        if let event { return event }
        return try await nextEvent(for: operation, sessions: sessions)
    }

    /// Nil if the lease may expire before an effect that nobody would refuse to an old holder; the lease is given back,
    /// because the effect has not begun.
    private func perform(
        _ effect: OperationEffect,
        for operation: ClaimedOperation,
        sessions: HostSessions
    ) async throws(StoreError) -> OperationEvent? {
        FailPoints.reach(.before(.effect, effect.name))
        if effect.changesProvider, control.term.isOver {
            logger.notice("The lease ended before \(effect.name) began; it is left to the next claim.")
            try await persist(.release(operation.holder))
            control.interrupt(.leaseLost)
            return nil
        }
        let event = try await performOnceStoreAnswers(effect, for: operation, sessions: sessions)
        FailPoints.reach(.after(.effect, effect.name))
        return event
    }

    /// If the store could not deliver or record what an effect needs, the effect runs again as soon as the store
    /// answers. If it were left to the lease, a create call that was never sent would count as one with an unknown
    /// outcome.
    private func performOnceStoreAnswers(
        _ effect: OperationEffect,
        for operation: ClaimedOperation,
        sessions: HostSessions
    ) async throws(StoreError) -> OperationEvent {
        while true {
            do throws(StoreError) {
                return try await runner.perform(effect, for: operation, sessions: sessions)
            } catch {
                guard error.code == .unavailable, control.interruption == nil, !Task.isCancelled else { throw error }
                logger.warning("\(effect.name) is waiting for the database.", metadata: ["error": "\(error)"])
            }
            // Only a cancel ends the pause early.
            try? await runner.clock.sleep(for: Self.storePause)
            if Task.isCancelled { throw StoreError(.unavailable, "Stopped while the store was away.") }
        }
    }

    /// The assumed result of an effect whose daemon died, if repeating it could do it twice. All others can be repeated
    /// safely.
    static func lostAnswer(to effect: OperationEffect) -> OperationEvent? {
        guard case .createServer = effect else { return nil }
        return .failed(
            EffectFailure(.outcomeUnknown, "The daemon that requested it stopped before it received the answer.")
        )
    }

    /// Whether a visibility window starts now: after a create call, whatever its outcome, and with a server that a list
    /// shows. The machine may have been frozen during the call without our clock noticing, and by that clock the window
    /// would end too early.
    private static func opensWindow(_ event: OperationEvent, after effect: OperationEffect?) -> Bool {
        switch (effect, event) {
        case (.createServer?, .failed(let failure)): failure.disposition == .outcomeUnknown
        case (.createServer?, _): true
        case (.findServers?, .serversFound(let servers)), (.destroyDuplicates?, .serversFound(let servers)):
            !servers.isEmpty
        default: false
        }
    }

    /// Nil if the work was interrupted and has ended.
    private func interruptibly(
        _ work: @Sendable @escaping () async throws(StoreError) -> OperationEvent?
    ) async throws(StoreError) -> OperationEvent? {
        let control = control
        let result = await withTaskGroup(of: Result<OperationEvent?, StoreError>?.self) { group in
            group.addTask {
                do throws(StoreError) {
                    return .success(try await work())
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                await control.interrupted()
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            await group.waitForAll()
            return first
        }
        return try result?.get() ?? nil
    }

    private func decide(
        _ event: OperationEvent,
        for operation: ClaimedOperation,
        at now: Timestamp,
        lookedAt: Timestamp
    ) throws(IllegalTransition) -> Transition {
        var random = runner.random
        let context = TransitionContext(
            operation: operation.holder.operation,
            kind: operation.kind,
            workspace: operation.workspace,
            knownSite: operation.knownSite,
            now: now,
            lookedAt: lookedAt,
            stepStartedAt: operation.stepStartedAt,
            attempt: operation.attempt,
            sequence: operation.sequence + 1,
            waitingOn: operation.waitingOn,
            jitter: .random(in: 0..<1, using: &random),
            policy: policy,
            words: runner.provider.words
        )
        return try OperationStateMachine(context: context).transition(from: operation.state, on: event)
    }

    private func commit(
        _ transition: Transition,
        on event: OperationEvent,
        for operation: inout ClaimedOperation,
        at now: Timestamp
    ) async throws(StoreError) {
        let commit = OperationCommit(
            holder: operation.holder,
            workspace: operation.workspace.number,
            sequence: operation.sequence + 1,
            from: operation.state,
            event: event,
            transition: transition,
            site: transition.siteLeft(by: operation.state, known: operation.knownSite),
            releasesLease: transition.delay > .zero || event.entersHost
        )
        try await persist(.commit(commit))
        if case .cancelRequested = event {
            control.cancelDelivered()
            operation.isCancelPending = false
        }
        if transition.state.step != operation.state.step {
            StepMetrics.record(operation.state.step, of: operation.kind, lasting: now - operation.stepStartedAt)
            operation.stepStartedAt = now
        }
        ServerMetrics.record(transition.records)
        operation.wasCutOff = false
        operation.sequence += 1
        operation.state = transition.state
        operation.effect = transition.effect
        operation.attempt = transition.attempt
        operation.waitingOn = transition.waitingOn
    }

    private enum Write {
        case commit(OperationCommit)
        case release(LeaseHolder)

        var boundary: FailPoint.Boundary {
            switch self {
            case .commit: .commit
            case .release: .release
            }
        }

        var subject: String? {
            switch self {
            case .commit(let commit): commit.event.name
            case .release: nil
            }
        }
    }

    /// Writes as soon as the store can be reached, as long as the lease may still be held.
    private func persist(_ write: Write) async throws(StoreError) {
        while true {
            do throws(StoreError) {
                FailPoints.reach(.before(write.boundary, write.subject))
                switch write {
                case .commit(let commit): try await runner.store.commit(commit)
                case .release(let holder): try await runner.store.release(holder)
                }
                return FailPoints.reach(.after(write.boundary, write.subject))
            } catch {
                guard error.code == .unavailable else { throw error }
                if case .leaseLost = control.interruption { throw error }
            }
            // Only a cancel ends the pause early; the next attempt then fails or succeeds on its own.
            try? await runner.clock.sleep(for: Self.storePause)
            if Task.isCancelled { throw StoreError(.unavailable, "Stopped while the store was away.") }
        }
    }
}

extension OperationEvent {
    /// Whether from here on the work is on a shared host. It is then claimed again, because a host's operations are
    /// limited and claims enforce the limit.
    fileprivate var entersHost: Bool {
        if case .placed = self { true } else { false }
    }
}
