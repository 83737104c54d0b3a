public import WorkspaceModel

/// An operation as it went.
public struct PastOperation: Sendable, Hashable {
    /// Its number.
    public var id: Int64
    /// `provision`, `repair`, `decommission`.
    public var kind: String
    /// `succeeded`, `failed`, `cancelled`; nil while it is under way.
    public var outcome: String?
    /// Why it failed.
    public var error: String?
    /// When it was asked for.
    public var createdAt: Timestamp
    /// Seconds from its request to its end, or till now.
    public var duration: Double
    /// In the order in which they were entered; a step that was entered twice is there twice.
    public var steps: [Step]

    /// A step that was entered.
    public struct Step: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// Seconds from the operation's request to the step's begin.
        public var offset: Double
        /// Seconds that it took, or takes till now.
        public var duration: Double

        /// Names each field.
        public init(name: String, offset: Double, duration: Double) {
            self.name = name
            self.offset = offset
            self.duration = duration
        }
    }

    /// Names each field.
    public init(
        id: Int64,
        kind: String,
        outcome: String?,
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
