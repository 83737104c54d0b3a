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
