/// The part of the configuration that the state machine needs.
package struct OperationPolicy: Hashable, Sendable {
    /// The parent domain of workspaces.
    package var domain: String

    /// How long after a create call with an unclear outcome a server may still become visible.
    package static let visibilityWindow = Duration.seconds(120)
    /// How often to start a run that fails on the host: a mirror that was away is worth a second attempt, but a defect
    /// in a playbook is not worth a third.
    package static let runAttempts = 2
    /// How often to start a run that was interrupted.
    package static let interruptedRunAttempts = 5
    /// How often to request a server that the provider could not place, in total: a crowded hypervisor is worth another
    /// try, an image that does not boot is not worth many.
    package static let placements = 3
    /// How many create calls to make with one name: an API that never reports their results is not working.
    package static let createCalls = 5
    /// Less free disk than this on a host counts as full, in MiB.
    package static let lowestFreeDiskMiB = 512

    /// How many events of one piece of a run become log lines: a piece has 256 KiB, a playbook's task 150 bytes, and
    /// the largest playbook 150 tasks. More events come from a malicious host or from a playbook in a loop.
    package static let loggedEventsPerPiece = 500
    /// How many events of one run become log lines in total: a workspace's log must stay readable, and its rows need
    /// space in the database.
    package static let loggedEventsPerRun = 20_000

    package init(domain: String) { self.domain = domain }
}

/// How long to wait before the next attempt.
enum RetryDelay {
    /// The first delay; each further one doubles.
    static let first = Duration.seconds(1)
    /// The longest delay before spreading, so that a recovery is noticed soon.
    static let longest = Duration.seconds(60)
    /// How often to check a wait for a person.
    static let operatorCheck = Duration.seconds(15)

    /// Exponential with a cap; `jitter` in 0..<1 spreads it between half and one and a half.
    static func after(attempt: Int, jitter: Double) -> Duration {
        let doublings = min(max(attempt - 1, 0), 10)
        return min(first * (1 << doublings), longest) * (0.5 + jitter)
    }
}
