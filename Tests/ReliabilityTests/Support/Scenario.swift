/// What happens to the workspace of a trial, so that between them every fail point is reached.
enum Scenario: String, CaseIterable, Sendable {
    /// It comes and goes.
    case cloud
    /// It waits for a host, comes and goes.
    case bareMetal
    /// It is cancelled while its playbook runs, then built anew.
    case cancelled
    /// Something listens on a port of its block.
    case portTaken
    /// The only host has no block of ports left at first.
    case portsExhausted
    /// A new version is deployed while its playbook runs.
    case deployed
    /// It is switched off behind the daemon's back, then repaired.
    case poweredOff
    /// The database refuses a transition at first, as if an older version had written something unreadable.
    case refused

    /// The world that it needs.
    var options: ReliabilityWorld.Options {
        var options = ReliabilityWorld.Options()
        if self == .cancelled || self == .deployed { options.taskSeconds = 1.5 }
        return options
    }
}
