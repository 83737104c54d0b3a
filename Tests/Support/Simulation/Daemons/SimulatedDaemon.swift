internal import Logging
internal import Orchestrator
internal import ServiceLifecycleTestKit
internal import Synchronization
import Workspaces

/// A daemon that runs the real engine, and is started again when it has ended: each of its lives has its own name and
/// link.
final class SimulatedDaemon: Sendable {
    private struct Life {
        var link: DaemonLink
        let wakeSignal: WakeSignal
        var task: Task<Void, Never>?
        var trigger: GracefulShutdownTestTrigger?
    }

    private let number: Int
    private let world: WorldParts
    private let lives = Mutex(0)
    private let life = Mutex<Life?>(nil)

    init(number: Int, world: WorldParts) {
        self.number = number
        self.world = world
    }

    var link: DaemonLink? { life.withLock { $0?.link } }

    /// Begins a new life.
    func start() {
        let count = lives.withLock { count in
            count += 1
            return count
        }
        let name = "d\(number).\(count)"
        let link = DaemonLink(name: name, timeline: world.around.timeline)
        let signal = WakeSignal()
        let engine = engine(link, signal)
        life.withLock { $0 = Life(link: link, wakeSignal: signal) }
        world.around.history.note(name, .plain("starts"))
        let task = world.around.timeline.spawn {
            await testGracefulShutdown { trigger in
                self.life.withLock { $0?.trigger = trigger }
                try? await engine.run()
            }
            self.ended(link)
        }
        life.withLock { $0?.task = task }
    }

    private func ended(_ link: DaemonLink) {
        guard !link.isCut else { return }
        world.around.history.note(link.name, .plain("ended on its own"))
        link.cut()
        world.around.timeline.after(2_000_000) { self.startAgain(after: link) }
    }

    private func startAgain(after old: DaemonLink) {
        guard life.withLock({ $0?.link === old }), !world.isOver else { return }
        start()
    }

    private func engine(_ link: DaemonLink, _ signal: WakeSignal) -> WorkspaceOrchestrator {
        let calls = DaemonCalls(link: link, around: world.around)
        let store = DaemonStore(
            store: InMemoryOperationStore(
                database: world.around.database,
                daemon: link.name,
                decommissionDelay: .seconds(world.plan.decommissionSeconds)
            ),
            calls: calls,
            monitor: world.monitor,
            sabotage: world.sabotage
        )
        var limits = OrchestratorLimits()
        limits.lease = .seconds(world.plan.leaseSeconds)
        // A check is among the most expensive actions here, and requests signal.
        limits.pollInterval = .seconds(10)
        return WorkspaceOrchestrator(
            runner: EffectRunner(
                store: store,
                provider: DaemonProvider(cloud: world.cloud, calls: calls, sabotage: world.sabotage),
                connector: DaemonHosts(machines: world.machines, calls: calls),
                bundles: world.bundles,
                identity: world.identity,
                clock: DaemonClock(timeline: world.around.timeline, link: link),
                random: world.random
            ),
            policy: OperationPolicy(domain: WorldParts.domain),
            limits: limits,
            wakeSignal: signal,
            logger: Logger(label: "simulation", factory: { _ in SwiftLogNoOpLogHandler() })
        )
    }

    /// A NOTIFY arrives.
    func ring() { life.withLock { $0?.wakeSignal }?.wake() }

    /// SIGTERM.
    func drain() {
        guard let trigger = life.withLock({ $0?.trigger }), let link, !link.isCut else { return }
        world.around.history.note(link.name, .plain("is asked to stop"))
        trigger.triggerGracefulShutdown()
    }

    /// The link was cut: the remaining tasks have no effect.
    func died(_ link: DaemonLink, restartAfter delay: Int64?) {
        guard let task = life.withLock({ $0?.link === link ? $0?.task : nil }) else { return }
        task.cancel()
        guard let delay else { return }
        world.around.timeline.after(delay) { self.startAgain(after: link) }
    }
}
