internal import FailPoints
package import Logging
internal import Metrics
internal import ServiceLifecycle
internal import Workspaces

/// The engine: turns requests into operations, claims due ones, works on them and keeps their leases.
package struct WorkspaceOrchestrator: Service {
    private let runner: EffectRunner
    private let policy: OperationPolicy
    private let limits: OrchestratorLimits
    private let wakeSignal: WakeSignal
    private let clock: any Clock<Duration>
    private let logger: Logger
    private let registry = OperationRegistry()
    private let keeperSignal = WakeSignal()

    /// Sets the engine's dependencies.
    ///
    /// - Parameter wakeSignal: signalled when there may be new work (a NOTIFY).
    package init(
        runner: EffectRunner,
        policy: OperationPolicy,
        limits: OrchestratorLimits = OrchestratorLimits(),
        wakeSignal: WakeSignal,
        logger: Logger
    ) {
        self.runner = runner
        self.policy = policy
        self.limits = limits
        self.wakeSignal = wakeSignal
        self.clock = runner.clock
        self.logger = logger
    }

    /// Works until a graceful shutdown or a cancel; on a graceful shutdown it hands leases over mid-step.
    package func run() async throws {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                let keeper = LeaseKeeper(
                    store: runner.store,
                    registry: registry,
                    limits: limits,
                    signal: keeperSignal,
                    clock: clock,
                    logger: logger
                )
                // The group's cancellation below ends it; its only error is a cancelled sleep.
                group.addTask { try? await keeper.run() }
                await withDiscardingTaskGroup { operations in
                    await schedule(into: &operations)
                }
                group.cancelAll()
            }
        } onGracefulShutdown: {
            registry.interruptAll(.drain)
            wakeSignal.wake()
        }
    }

    private func schedule(into group: inout DiscardingTaskGroup) async {
        var isReachable = true
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            var pause = limits.pollInterval
            do throws(StoreError) {
                pause = try await work(into: &group)
                if !isReachable { logger.notice("The database answers again.") }
                isReachable = true
            } catch {
                if isReachable {
                    logger.error("The database does not answer; waiting for it.", metadata: ["error": "\(error)"])
                }
                isReachable = false
            }
            if pause > .zero { await wakeSignal.wait(atMost: pause, clock: clock) }
        }
        if Task.isCancelled { registry.interruptAll(.leaseLost) }
    }

    /// One check of the store.
    ///
    /// - Returns: how long to wait before the next.
    private func work(into group: inout DiscardingTaskGroup) async throws(StoreError) -> Duration {
        let pending = try await runner.store.pendingWork()
        if pending.hasCancels { keeperSignal.wake() }
        var taken = 0
        if pending.hasRequests { taken = try await runner.store.takeRequests(limit: limits.requestBatch) }
        let room = min(limits.claimBatch, limits.concurrentOperations - registry.count)
        // All slots are in use: the next operation that ends signals.
        guard room > 0 else { return limits.pollInterval }
        guard taken > 0 || pending.nextOperationIn == .zero else {
            return min(limits.pollInterval, pending.nextOperationIn ?? limits.pollInterval)
        }
        let term = LeaseTerm(of: limits.lease, clock: clock)
        FailPoints.reach(.before(.claim))
        let claimed = try await runner.store.claim(limit: room, lease: limits.lease)
        if !claimed.isEmpty { FailPoints.reach(.after(.claim)) }
        for operation in claimed { start(operation, for: term, in: &group) }
        return taken == limits.requestBatch || claimed.count == room ? .zero : limits.pollInterval
    }

    private func start(
        _ operation: ClaimedOperation,
        for term: LeaseTerm,
        in group: inout DiscardingTaskGroup
    ) {
        var logger = logger
        logger[metadataKey: "operation.id"] = "\(operation.holder.operation)"
        logger[metadataKey: "workspace.id"] = "\(operation.workspace.id)"
        let control = registry.add(operation.holder, for: term)
        let task = OperationTask(runner: runner, policy: policy, control: control, logger: logger)
        group.addTask { [registry, wakeSignal] in
            await task.run(operation)
            registry.remove(operation.holder)
            wakeSignal.wake()
        }
    }
}

/// The engine's limits. Each can be configured; the defaults and their reasons are here.
package struct OrchestratorLimits: Hashable, Sendable {
    /// Concurrent operations of one daemon: each costs a task and at most one SSH session, so memory is the limit, not
    /// processors.
    package var concurrentOperations = 1000
    /// Operations per claim: a claim should not lock its rows for long, and an operation that arrives during a flood
    /// should be in the next claim soon.
    package var claimBatch = 32
    /// Requests per transaction.
    package var requestBatch = 32
    /// The lease; a takeover comes at most 2 s after it.
    package var lease = Duration.seconds(10)
    /// The backstop poll of the contract.
    package var pollInterval = Duration.milliseconds(500)

    /// The defaults.
    package init() {}

    /// Renewed three times within a lease, so that one failed renewal does not matter.
    var renewalInterval: Duration { lease / 3 }
}
