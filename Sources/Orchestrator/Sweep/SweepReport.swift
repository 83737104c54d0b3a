/// What a sweep found and did.
public struct SweepReport: Sendable {
    /// One finding.
    public struct Entry: Sendable {
        /// What.
        public var finding: SweepFinding
        /// For how long it has been seen.
        public var seenFor: Duration
        /// Whether its removal was asked for in this sweep.
        public var isRemoved: Bool
        /// Why it was not, when it was to be.
        public var failure: String?
    }

    /// What was found.
    public var entries: [Entry] = []
    /// What could not be looked at, and why.
    public var unseen: [String] = []
}
