package import Workspaces

/// What a drift check needs of the database.
///
/// All methods throw ``StoreError``.
package protocol DriftStore: Sendable {
    /// Takes the turn of something that is done every so often by one daemon of many.
    ///
    /// - Returns: whether it is due; then it is not again before the interval is over.
    func takeTurn(_ name: String, every interval: Duration) async throws(StoreError) -> Bool

    /// A lease epoch that is newer than every one given out before.
    func nextEpoch() async throws(StoreError) -> LeaseEpoch

    /// The active workspaces on which no operation works, or the one of a name.
    func driftSubjects(_ workspace: WorkspaceID?) async throws(StoreError) -> [DriftSubject]

    /// Writes down what was found where one could look. What is new, and what is mended, is said in the workspace's
    /// log; nothing is written when an operation has begun meanwhile.
    func recordDrift(
        _ drift: [Drift],
        of workspace: WorkspaceNumber,
        in aspects: Set<Drift.Aspect>
    ) async throws(StoreError)

    /// Lets a bare-metal host take nothing more until an operator confirms its key.
    func quarantine(_ host: HostID) async throws(StoreError)
}

/// A live workspace, as a drift check looks at it.
package struct DriftSubject: Hashable, Sendable {
    /// Its number.
    package var number: WorkspaceNumber
    /// Its public name.
    package var workspace: WorkspaceID
    /// Where it is, and what it has there.
    package var site: Site

    package init(number: WorkspaceNumber, workspace: WorkspaceID, site: Site) {
        self.number = number
        self.workspace = workspace
        self.site = site
    }
}
