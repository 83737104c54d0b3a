import Workspaces

/// A world's parts and the actions of its people; drawn from the seed.
struct WorldPlan: Sendable {
    /// A user's request.
    struct Wish: Sendable {
        let at: Int64
        let workspace: Int
        let request: ClientRequest
    }

    /// A mishap of a daemon or of everybody.
    struct Mishap: Sendable {
        enum Kind: Sendable {
            case kill
            case drain
            case pause(for: Int64)
            case storeAway(for: Int64)
            case reboot
            case fullDisk(for: Int64)
        }

        let at: Int64
        let daemon: Int
        let kind: Kind
    }

    struct Wanted: Sendable {
        let type: DeploymentType
        let at: Int64
        /// Whether the resources of a failed provision are kept for an hour.
        let isKept: Bool
    }

    /// Public names that prefer the same block of ports, so that neighbours on a host conflict.
    static let names = ["wssiaaa", "wssialo", "wssibjw", "wssibka"]

    var daemons = 1
    var leaseSeconds = 10
    var decommissionSeconds = 0
    var workspaces: [Wanted] = []
    /// When each bare-metal host is registered.
    var hosts: [Int64] = []
    var wishes: [Wish] = []
    var mishaps: [Mishap] = []
    var faults = FaultPlan.calm
    /// When faults stop.
    var calmAt: Int64 = 0

    static func drawn(using generator: inout SeededGenerator) -> WorldPlan {
        var plan = WorldPlan()
        plan.daemons = 1 + generator.below(3)
        plan.leaseSeconds = generator.pick([10, 10, 20])
        plan.decommissionSeconds = generator.pick([0, 0, 5, 30])
        plan.faults = generator.below(8) == 0 ? .calm : .drawn(using: &generator)
        plan.calmAt = Int64(45 + generator.below(200)) * 1_000_000
        for _ in 0...generator.below(3) {
            plan.workspaces.append(
                Wanted(
                    type: generator.pick([.cloud, .cloud, .bareMetal]),
                    at: plan.moment(&generator) / 4,
                    isKept: generator.below(4) == 0
                )
            )
        }
        for index in 0..<generator.below(3) {
            plan.hosts.append(index == 0 ? 0 : plan.moment(&generator))
        }
        plan.drawWishes(&generator)
        plan.drawMishaps(&generator)
        return plan
    }

    private func moment(_ generator: inout SeededGenerator) -> Int64 {
        Int64(generator.below(Int(calmAt / 1000))) * 1000
    }

    private mutating func drawWishes(_ generator: inout SeededGenerator) {
        for workspace in workspaces.indices {
            let burst = moment(&generator)
            for _ in 0..<generator.pick([0, 0, 1, 1, 2, 4]) {
                let request = generator.pick([
                    ClientRequest.cancel, .cancel, .decommission, .decommission, .provision, .provision, .provision,
                    .repair, .repair, .delete,
                ])
                // People also change their minds within seconds.
                let soon = min(burst + Int64(generator.below(5_000_000)), calmAt - 1)
                let at = generator.below(2) == 0 ? soon : moment(&generator)
                wishes.append(Wish(at: at, workspace: workspace, request: request))
            }
            if generator.below(10) == 0 { drawChangeOfMind(about: workspace, &generator) }
        }
    }

    /// A user decommissions a workspace, wants it back and drops it again, within seconds: the last request counts.
    private mutating func drawChangeOfMind(about workspace: Int, _ generator: inout SeededGenerator) {
        var at = moment(&generator)
        for request in [ClientRequest.decommission, .provision, .decommission] {
            wishes.append(Wish(at: min(at, calmAt - 1), workspace: workspace, request: request))
            at += Int64(generator.below(1_500_000))
        }
    }

    private mutating func drawMishaps(_ generator: inout SeededGenerator) {
        for _ in 0..<generator.pick([0, 0, 1, 2, 4]) {
            let kind: Mishap.Kind =
                switch generator.below(8) {
                case 0: .kill
                case 1: .drain
                case 2, 3, 4:
                    .pause(for: Int64(generator.below(180)) * 1_000_000)
                case 5: .storeAway(for: Int64(generator.below(40)) * 1_000_000)
                case 6: .reboot
                default: .fullDisk(for: Int64(generator.below(60)) * 1_000_000)
                }
            mishaps.append(Mishap(at: moment(&generator), daemon: generator.below(daemons), kind: kind))
        }
    }
}
