package import Workspaces

/// The database access of a sweep.
///
/// All methods throw ``StoreError``.
package protocol SweepStore: Sendable {
    /// Takes the turn for a periodic task that one of several daemons runs.
    ///
    /// - Returns: whether it is due; if so, it is not due again before the interval is over.
    func takeTurn(_ name: String, every interval: Duration) async throws(StoreError) -> Bool

    /// The current records.
    func sweepRecords() async throws(StoreError) -> SweepRecords

    /// Records the findings in these places, and those that no longer exist.
    ///
    /// - Returns: since when each finding has been seen, in the order of the findings.
    func recordSweep(_ findings: [SweepFinding], in places: Set<String>) async throws(StoreError) -> [Duration]

    /// Records that the removal of a finding was requested.
    func recordRemoval(of finding: SweepFinding) async throws(StoreError)

    /// Reservations, ports and host entries of workspaces that have no place and no operation.
    func strayReservations() async throws(StoreError) -> [SweepFinding]

    /// Releases one of them, unless an operation has begun meanwhile.
    func releaseStrayReservation(_ finding: SweepFinding) async throws(StoreError)

    /// An epoch that is newer than every claim's.
    func nextEpoch() async throws(StoreError) -> LeaseEpoch
}

/// Our records of everything that a sweep may find. Read after the outside was checked: everything that was visible
/// there had been recorded before it was created.
package struct SweepRecords: Hashable, Sendable {
    /// A server that was intended at some time.
    package struct Server: Hashable, Sendable {
        /// Its name.
        package var name: String
        /// The workspace it was for.
        package var workspaceID: String
        /// The id of the one that the workspace uses; nil while unknown.
        package var usedID: String?
        /// Whether the workspace has an operation, which then handles all servers with the name.
        package var isWorkedOn: Bool
        /// Whether the live workspace uses the server.
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
    /// The reachable bare-metal hosts.
    package var hosts: [HostID]
    /// The workspaces with a place, or with an operation in progress, by name: where they may be found.
    package var livePlaces: [String: Set<HostID>]
    /// The workspaces that Moorage ever worked on, by name.
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
