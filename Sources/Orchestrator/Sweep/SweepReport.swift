/// What a sweep found and did.
package struct SweepReport: Sendable {
    /// One finding.
    package struct Entry: Sendable {
        /// What.
        package var finding: SweepFinding
        /// For how long it has been seen.
        package var seenFor: Duration
        /// Whether its removal was asked for in this sweep.
        package var isRemoved: Bool
        /// Why it was not, when it was to be.
        package var failure: String?
    }

    /// What was found.
    package var entries: [Entry] = []
    /// What could not be looked at, and why.
    package var unseen: [String] = []
}
