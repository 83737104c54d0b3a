/// An operation as it went.
package struct PastOperation: Sendable, Hashable {
    /// Its number.
    package var id: Int64
    package var kind: Written<OperationKind>
    /// Nil while it is under way.
    package var outcome: Written<OperationOutcome>?
    /// Why it failed.
    package var error: String?
    /// When it was asked for.
    package var createdAt: Timestamp
    /// Seconds from its request to its end, or till now.
    package var duration: Double
    /// In the order in which they were entered; a step that was entered twice is there twice.
    package var steps: [Step]

    /// A step that was entered.
    package struct Step: Sendable, Hashable {
        /// Its name.
        package var name: Written<OperationStep>
        /// Seconds from the operation's request to the step's begin.
        package var offset: Double
        /// Seconds that it took, or takes till now.
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
