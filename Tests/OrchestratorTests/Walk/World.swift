import Orchestrator
import PortAllocator
import Providers
import Workspaces

/// The reference model: the outside world and the store's records of one workspace, as far as effects touch them.
///
/// It knows nothing of states. It carries out each effect, fails at random, and throws a ``WorldViolation`` if an
/// effect does something forbidden.
struct World {
    /// A server that was really created; lists show it from `visibleAt` on.
    struct MadeServer {
        var server: Server
        var madeAt: Timestamp
        var visibleAt: Timestamp
        var activeAt: Timestamp
        var isDeleting = false
    }

    /// How often something goes wrong; 0 when faults have stopped.
    var faultRate: Double
    var now = Sample.start
    var generator: SeededGenerator

    let type: DeploymentType
    var servers: [MadeServer] = []
    var nextServer = 1000
    /// The reserved place.
    var site: Site?
    var hasName = false
    var hasWorkspaceOnHost = false
    var hasConverged = false
    var runs: [HostRunKey: HostRunState] = [:]
    var runEndsAt: [HostRunKey: Timestamp] = [:]
    var hasEnded = false
    /// Whether the server of an active workspace has vanished: no repair brings it back.
    var isServerLost: Bool { type == .cloud && site != nil && servers.allSatisfy { $0.isDeleting } }
    /// When servers with the name were last looked for.
    var lastLook = Sample.start

    init(type: DeploymentType, faultRate: Double, generator: SeededGenerator) {
        self.type = type
        self.faultRate = faultRate
        self.generator = generator
    }

    var activeRun: HostRunKey? { runs.first { $0.value == .running }?.key }

    /// A text that the state machine receives and must not log.
    static let sentinel = "SENTINEL"

    mutating func fails() -> Bool { generator.chance(faultRate) }

    mutating func pass(_ longest: Int) { now = now + .milliseconds(generator.below(longest * 1000 + 1)) }

    /// Carries out an effect, or fails.
    mutating func perform(_ effect: OperationEffect) throws -> OperationEvent {
        guard !hasEnded else { throw WorldViolation.effectAfterTheEnd(effect.name) }
        try checkPlace(of: effect)
        pass(effect.isInterruptible ? 20 : 5)
        if fails() { return try fault(of: effect) }
        return switch effect {
        case .planServer: .serverPlanned(Sample.plan)
        case .intendServer, .placeOnHost: reserve(effect)
        case .prepareServer: .serverPrepared
        case .createServer(let intent, _): .serverCreated(try create(intent, visibleAfter: generator.below(110)))
        case .findServers(let name): .serversFound(visible(name))
        case .awaitServer(let reference): .serverStatus(status(of: reference))
        case .powerOn: .serverPoweredOn
        case .connect: .connected
        case .inspect: .inspected(facts())
        case .movePorts: movePorts()
        case .install: try install()
        case .startRun(let run, _): .runStarted(try start(run))
        case .followRun(let run, _, let offset): .runProgressed(follow(run, from: offset))
        case .stopRun(let key, _): stop(key)
        case .publishAddress(let record): try publish(record)
        case .verify: try verify()
        case .withdrawAddress: withdraw()
        case .destroyDuplicates(let name, let ids): destroyDuplicates(name, ids)
        case .destroyServers(let name, let id): try destroy(name, id: id)
        case .release: try release()
        }
    }

    /// An effect at an unreserved or different place uses something of another workspace.
    private func checkPlace(of effect: OperationEffect) throws {
        switch effect {
        case .planServer, .intendServer, .placeOnHost, .withdrawAddress, .release: return
        case .install(let other):
            guard let site else { throw WorldViolation.effectWithoutPlace(effect.name) }
            guard other.block == site.block, other.host == site.host else {
                throw WorldViolation.otherPlace(effect.name)
            }
        case .prepareServer, .createServer, .findServers, .awaitServer, .powerOn, .connect, .inspect, .movePorts,
            .startRun,
            .followRun, .stopRun, .publishAddress, .verify, .destroyDuplicates, .destroyServers:
            guard site != nil else { throw WorldViolation.effectWithoutPlace(effect.name) }
        }
    }

    /// A server that became visible after its window, and after the last check, is left to the sweep.
    func isExcused(_ made: MadeServer) -> Bool {
        made.visibleAt > lastLook && made.visibleAt - made.madeAt > OperationPolicy.visibilityWindow
    }

    /// Conditions that must hold once an operation has ended.
    func checkEnd(isActive: Bool) throws {
        if isActive {
            let count = nextServer > 1001 ? servers.filter { !isExcused($0) }.count : servers.count
            if count != (type == .cloud ? 1 : 0) { throw WorldViolation.notBuilt("\(servers.count) servers") }
            if !hasConverged || !hasName || site == nil { throw WorldViolation.notBuilt("\(self)") }
        } else {
            if !servers.allSatisfy(isExcused) { throw WorldViolation.leftBehind("server") }
            if site != nil { throw WorldViolation.leftBehind("ports") }
            if hasName { throw WorldViolation.leftBehind("name") }
            if type == .bareMetal, hasWorkspaceOnHost { throw WorldViolation.leftBehind("workspace on the host") }
        }
        if let key = activeRun, type == .bareMetal { throw WorldViolation.leftBehind("run \(key)") }
    }
}
