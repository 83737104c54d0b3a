internal import Metrics
internal import Workspaces

/// How long the steps of operations last.
enum StepMetrics {
    /// Records a step that has ended.
    static func record(_ step: OperationStep, of kind: OperationKind, lasting duration: Duration) {
        Timer(label: "moorage_step_duration", dimensions: [("kind", kind.rawValue), ("step", step.rawValue)])
            .recordNanoseconds(duration.microseconds * 1000)
    }
}

/// What is counted about servers.
enum ServerMetrics {
    /// The name of the count of surplus servers that are gone.
    static let duplicatesDestroyed = "moorage_duplicate_servers_destroyed"

    /// Counts what a written transition says about servers.
    static func record(_ changes: [RecordChange]) {
        for case .duplicateGone in changes { Counter(label: duplicatesDestroyed).increment() }
    }
}
