import Orchestrator
import Providers
import SSH
internal import Synchronization
import Workspaces

/// The parts of a simulated world, wired together.
final class WorldParts: Sendable {
    static let domain = "workspaces.test"

    let plan: WorldPlan
    let sabotage: Sabotage?
    let around: Surroundings
    let monitor: Monitor
    let cloud: SimulatedCloud
    let machines: SimulatedMachines
    let bundles = SimulatedBundles()
    let identity: DaemonIdentity
    let random: RandomSource
    private let over = Mutex(false)

    init(seed: UInt64, sabotage: Sabotage?) {
        let timeline = Timeline(seed: seed)
        let plan = timeline.draw { WorldPlan.drawn(using: &$0) }
        let history = History(timeline: timeline)
        var laxity = InMemoryDatabase.Laxity()
        laxity.skipsEpochCheck = sabotage == .storeWithoutEpochs
        laxity.releasesPortsEarly = sabotage == .earlyPortRelease
        laxity.forgetsCuts = sabotage == .forgetfulTakeover
        laxity.losesRequests = sabotage == .lostRequests
        laxity.keepsProvisions = sabotage == .staleRetries
        let database = InMemoryDatabase(laxity: laxity) { Surroundings.timestamp(at: timeline.now) }
        let keys = KeyPool.shared
        self.plan = plan
        self.sabotage = sabotage
        around = Surroundings(
            timeline: timeline,
            history: history,
            database: database,
            keys: keys,
            faults: plan.faults
        )
        monitor = Monitor(history: history, database: database, lease: .seconds(plan.leaseSeconds))
        machines = SimulatedMachines(
            around: around,
            monitor: monitor,
            ignoresEpochs: sabotage == .hostsWithoutEpochs
        )
        cloud = SimulatedCloud(around: around, monitor: monitor, machines: machines)
        identity = DaemonIdentity(
            installation: "sim001",
            privateKey: keys.pairs[0].privateKey,
            publicKey: keys.pairs[0].publicKey.line,
            sshPort: Port(rawValue: 22)
        )
        random = RandomSource(
            number: { timeline.draw { $0.next() } },
            keyPair: { _ in keys.pairs[timeline.below(keys.pairs.count)] },
            secrets: { keys.secrets }
        )
    }

    /// Whether the world has ended: nothing starts any more.
    var isOver: Bool { over.withLock(\.self) }

    func end() { over.withLock { $0 = true } }
}
