/// The course of an operation.
package struct PastOperation: Sendable, Hashable {
    /// Its number.
    package var id: Int64
    package var kind: Written<OperationKind>
    /// Nil while it is in progress.
    package var outcome: Written<OperationOutcome>?
    /// Why it failed.
    package var error: String?
    /// When it was requested.
    package var createdAt: Timestamp
    /// Seconds from its request to its end, or until now.
    package var duration: Double
    /// In order; a step that was entered twice occurs twice.
    package var steps: [Step]

    /// A step of the operation.
    package struct Step: Sendable, Hashable {
        /// Its name.
        package var name: Written<OperationStep>
        /// Seconds from the operation's request to the start of the step.
        package var offset: Double
        /// Its duration in seconds, up to now if it is the current one.
        package var duration: Double

        package init(name: Written<OperationStep>, offset: Double, duration: Double) {
            self.name = name
            self.offset = offset
            self.duration = duration
        }
    }

    package init(
        id: Int64,
        kind: Written<OperationKind>,
        outcome: Written<OperationOutcome>?,
        error: String?,
        createdAt: Timestamp,
        duration: Double,
        steps: [Step]
    ) {
        self.id = id
        self.kind = kind
        self.outcome = outcome
        self.error = error
        self.createdAt = createdAt
        self.duration = duration
        self.steps = steps
    }
}
