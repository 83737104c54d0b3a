/// What the state machine needs to know of the configuration.
package struct OperationPolicy: Hashable, Sendable {
    /// The parent domain of workspaces.
    package var domain: String

    /// How long after a create call of unclear outcome a server may still become visible.
    package static let visibilityWindow = Duration.seconds(120)
    /// How often a run that failed on the host is started in all: a mirror that was away is worth a second try, a
    /// defect in a playbook not a third.
    package static let runAttempts = 2
    /// How often a run that was cut off is started in all.
    package static let interruptedRunAttempts = 5
    /// How often a server that the provider could not place is asked for in all: a crowded hypervisor is worth another
    /// try, an image that does not boot is not worth many.
    package static let placements = 3
    /// How many create calls are made under one name: an API that never says what came of them is not there.
    package static let createCalls = 5
    /// Less free disk than this on a host counts as full, in MiB.
    package static let lowestFreeDiskMiB = 512

    /// How many events of one piece of a run become log lines: a piece has 256 KiB, a playbook's task 150 bytes, and
    /// the largest playbook 150 tasks. More comes from a host that means harm or from a playbook in a loop.
    package static let loggedEventsPerPiece = 500
    /// How many events of one run become log lines in all: a workspace's log must stay readable, and its rows cost
    /// room in the database.
    package static let loggedEventsPerRun = 20_000

    package init(domain: String) { self.domain = domain }
}

/// How long to wait before the next attempt.
enum RetryDelay {
    /// The first delay; each further one doubles.
    static let first = Duration.seconds(1)
    /// No delay is longer before it is spread: what is waited for should be seen soon after it comes back.
    static let longest = Duration.seconds(60)
    /// How often a wait for a person is looked at again.
    static let operatorCheck = Duration.seconds(15)

    /// Exponential with a cap; `jitter` in 0..<1 spreads it between half and one and a half.
    static func after(attempt: Int, jitter: Double) -> Duration {
        let doublings = min(max(attempt - 1, 0), 10)
        return min(first * (1 << doublings), longest) * (0.5 + jitter)
    }
}
