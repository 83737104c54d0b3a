internal import Metrics
internal import Workspaces

/// How long the steps of operations last.
enum StepMetrics {
    /// Records a finished step.
    static func record(_ step: OperationStep, of kind: OperationKind, lasting duration: Duration) {
        Timer(label: "moorage_step_duration", dimensions: [("kind", kind.rawValue), ("step", step.rawValue)])
            .recordNanoseconds(duration.microseconds * 1000)
    }
}

/// Counters about servers.
enum ServerMetrics {
    /// The name of the counter of removed surplus servers.
    static let duplicatesDestroyed = "moorage_duplicate_servers_destroyed"

    /// Counts the server changes of a written transition.
    static func record(_ changes: [RecordChange]) {
        for case .duplicateGone in changes { Counter(label: duplicatesDestroyed).increment() }
    }
}
