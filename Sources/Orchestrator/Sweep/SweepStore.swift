package import Workspaces

/// What a sweep needs of the database.
///
/// All methods throw ``StoreError``.
package protocol SweepStore: Sendable {
    /// Takes the turn of something that is done every so often by one daemon of many.
    ///
    /// - Returns: whether it is due; then it is not again before the interval is over.
    func takeTurn(_ name: String, every interval: Duration) async throws(StoreError) -> Bool

    /// What our records say now.
    func sweepRecords() async throws(StoreError) -> SweepRecords

    /// Writes down what was found in these places, and what is not to be found any more.
    ///
    /// - Returns: since when each finding has been seen, in the order of the findings.
    func recordSweep(_ findings: [SweepFinding], in places: Set<String>) async throws(StoreError) -> [Duration]

    /// Writes down that the removal of a finding was asked for.
    func recordRemoval(of finding: SweepFinding) async throws(StoreError)

    /// Reservations, ports and host entries of workspaces that have no place and no operation.
    func strayReservations() async throws(StoreError) -> [SweepFinding]

    /// Gives one of them back, unless an operation has begun meanwhile.
    func releaseStrayReservation(_ finding: SweepFinding) async throws(StoreError)

    /// An epoch that is newer than every claim's.
    func nextEpoch() async throws(StoreError) -> LeaseEpoch
}

/// What our records say of everything that a sweep may meet. Read after the outside was looked at: whatever was there
/// to be seen had been written down before it was made.
package struct SweepRecords: Hashable, Sendable {
    /// A server that was intended at some time.
    package struct Server: Hashable, Sendable {
        /// Its name.
        package var name: String
        /// The workspace that it was for.
        package var workspaceID: String
        /// The id of the one that the workspace uses; nil while none is known.
        package var usedID: String?
        /// Whether an operation works on the workspace, which then sees to all servers of the name.
        package var isWorkedOn: Bool
        /// Whether the workspace lives on the server.
        package var isUsed: Bool

        package init(name: String, workspaceID: String, usedID: String?, isWorkedOn: Bool, isUsed: Bool) {
            self.name = name
            self.workspaceID = workspaceID
            self.usedID = usedID
            self.isWorkedOn = isWorkedOn
            self.isUsed = isUsed
        }
    }

    /// By name.
    package var servers: [String: Server]
    /// The bare-metal hosts that can be asked.
    package var hosts: [HostID]
    /// The workspaces that have a place, or an operation under way, by name: where they may be found.
    package var livePlaces: [String: Set<HostID>]
    /// The workspaces that were ever taken up, by name.
    package var knownWorkspaces: Set<String>

    package init(
        servers: [String: Server],
        hosts: [HostID],
        livePlaces: [String: Set<HostID>],
        knownWorkspaces: Set<String>
    ) {
        self.servers = servers
        self.hosts = hosts
        self.livePlaces = livePlaces
        self.knownWorkspaces = knownWorkspaces
    }
}
