package import Workspaces

/// The database access of a drift check.
///
/// All methods throw ``StoreError``.
package protocol DriftStore: Sendable {
    /// Takes the turn for a periodic task that one of several daemons runs.
    ///
    /// - Returns: whether it is due; if so, it is not due again before the interval is over.
    func takeTurn(_ name: String, every interval: Duration) async throws(StoreError) -> Bool

    /// A lease epoch that is newer than every earlier one.
    func nextEpoch() async throws(StoreError) -> LeaseEpoch

    /// The active workspaces without an operation, or the one with a name.
    func driftSubjects(_ workspace: WorkspaceID?) async throws(StoreError) -> [DriftSubject]

    /// Records the differences in the checked places. The workspace's log reports new and resolved differences. Nothing
    /// is written if an operation has begun meanwhile.
    func recordDrift(
        _ drift: [Drift],
        of workspace: WorkspaceNumber,
        in aspects: Set<Drift.Aspect>
    ) async throws(StoreError)

    /// Lets a bare-metal host accept nothing more until an operator confirms its key.
    func quarantine(_ host: HostID) async throws(StoreError)
}

/// A live workspace, for a drift check.
package struct DriftSubject: Hashable, Sendable {
    /// Its number.
    package var number: WorkspaceNumber
    /// Its public name.
    package var workspace: WorkspaceID
    /// Its place, and its resources there.
    package var site: Site

    package init(number: WorkspaceNumber, workspace: WorkspaceID, site: Site) {
        self.number = number
        self.workspace = workspace
        self.site = site
    }
}
