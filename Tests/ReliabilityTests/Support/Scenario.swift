/// What happens to the workspace of a trial, so that together they reach every fail point.
enum Scenario: String, CaseIterable, Sendable {
    /// It is provisioned and decommissioned.
    case cloud
    /// It waits for a host, is provisioned and decommissioned.
    case bareMetal
    /// It is cancelled while its playbook runs, then built again.
    case cancelled
    /// A process listens on a port of its block.
    case portTaken
    /// The only host initially has no free block of ports.
    case portsExhausted
    /// A new version is deployed while its playbook runs.
    case deployed
    /// It is switched off outside Moorage, then repaired.
    case poweredOff
    /// The database initially refuses a transition, as if an older version had written something unreadable.
    case refused

    /// The world that it needs.
    var options: ReliabilityWorld.Options {
        var options = ReliabilityWorld.Options()
        if self == .cancelled || self == .deployed { options.taskSeconds = 1.5 }
        return options
    }
}
