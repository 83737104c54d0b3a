import FoundationEssentials

/// The account that the API shows: everything in it, and the rules. It knows no network, no machine and no clock; each
/// call passes the time, and `advance` makes everything happen that was due until then.
struct CloudAccount: Sendable {
    /// Something that happens later, if no machine reports when.
    struct Due: Sendable {
        let at: Date
        let action: Int64
        let outcome: Action.Status
    }

    let dropletLimit: Int
    /// Whether the droplets are machines, which then report when an action is completed.
    let hasMachines: Bool
    var timings: SimulatorTimings

    var keys: [SSHKey] = []
    var droplets: [Droplet] = []
    var actions: [Int64: Action] = [:]
    var domains: [Domain] = []
    var firewalls: [Firewall] = []
    var images = Image.distributions
    var vpcs: [VPC] = VPC.defaults
    /// Tag names in their first spelling, which is the canonical one.
    var tags: [String] = []
    /// The pending work of machines; the caller takes it.
    var jobs: [MachineJob] = []

    private var due: [Due] = []
    // The real ids have this size: an action's does not fit into 32 bits.
    private var nextDroplet: Int64 = 500_000_001
    private var nextAction: Int64 = 2_500_000_001
    private var nextOther: Int64 = 40_000_001

    init(dropletLimit: Int, hasMachines: Bool, timings: SimulatorTimings) {
        self.dropletLimit = dropletLimit
        self.hasMachines = hasMachines
        self.timings = timings
    }

    /// Makes everything happen that was due until `now`.
    mutating func advance(to now: Date) {
        let (passed, later) = (due.filter { $0.at <= now }, due.filter { $0.at > now })
        due = later
        for event in passed.sorted(by: { $0.at < $1.at }) {
            finish(event.action, outcome: event.outcome, address: nil, at: event.at)
        }
    }

    /// Starts an action on a droplet, which has a pending event until the action is finished.
    mutating func start(_ type: String, on droplet: DropletNumber, region: Region, at now: Date) -> Action {
        let action = Action(id: nextAction, type: type, droplet: droplet, region: region, startedAt: now)
        nextAction += 1
        actions[action.id] = action
        return action
    }

    /// Lets an action finish automatically.
    mutating func schedule(_ action: Int64, outcome: Action.Status = .completed, after delay: Double, at now: Date) {
        due.append(Due(at: now.addingTimeInterval(delay), action: action, outcome: outcome))
    }

    /// Ends an action, and changes the droplet accordingly.
    mutating func finish(_ id: Int64, outcome: Action.Status, address: String?, at now: Date) {
        guard var action = actions[id], action.status == .inProgress else { return }
        action.status = outcome
        action.completedAt = now
        actions[id] = action
        guard let index = droplets.firstIndex(where: { $0.number == action.droplet }) else { return }
        switch (action.type, outcome) {
        case ("create", .completed):
            droplets[index].status = .active
            droplets[index].publicAddress = address ?? Self.documentationAddress(droplets[index].number)
            droplets[index].addressesVisibleAt = now.addingTimeInterval(timings.addressDelay)
        case ("create", _):
            droplets[index].removedAt = now
            droplets[index].goneAt = now
        case ("power_off", .completed), ("shutdown", .completed):
            droplets[index].status = .off
        case ("power_on", .completed), ("power_cycle", .completed), ("reboot", .completed):
            droplets[index].status = .active
        default:
            break
        }
    }

    /// Whether an action of the droplet is in progress.
    func hasPendingEvent(_ droplet: DropletNumber) -> Bool {
        actions.values.contains { $0.droplet == droplet && $0.status == .inProgress }
    }

    mutating func newDropletNumber() -> DropletNumber {
        defer { nextDroplet += 1 }
        return DropletNumber(rawValue: nextDroplet)
    }

    /// An id for anything but droplets and actions.
    mutating func newNumber() -> Int64 {
        defer { nextOther += 1 }
        return nextOther
    }

    /// Unused addresses, for droplets without machines: 192.0.2.0/24 and then the other two documentation ranges.
    private static func documentationAddress(_ droplet: DropletNumber) -> String {
        let index = droplet.rawValue - 500_000_001
        let networks = ["192.0.2", "198.51.100", "203.0.113"]
        return "\(networks[Int(index / 250) % networks.count]).\(2 + index % 250)"
    }
}
