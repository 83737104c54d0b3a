package import PortAllocator
package import SSH
package import Workspaces

/// Where operations live. Every write is one transaction, and every write of a holder is refused when a newer claim of
/// the operation exists (``StoreError`` with code `fenced`).
///
/// All methods throw ``StoreError``; `unavailable` means that nothing is known to have been written, so the caller
/// asks again: each method gives the same answer when it is repeated.
package protocol OperationStore: Sendable {
    /// Turns committed requests into operations, oldest first.
    ///
    /// - Returns: how many were turned, refused or answered.
    func takeRequests(limit: Int) async throws(StoreError) -> Int

    /// Whether there is something to do, and when there will be.
    func pendingWork() async throws(StoreError) -> PendingWork

    /// Claims operations that are due and free, most urgent first, each under a new epoch.
    func claim(limit: Int, lease: Duration) async throws(StoreError) -> [ClaimedOperation]

    /// Renews these leases in one statement and says which are still held.
    func renewLeases(_ lease: Duration, of holders: Set<LeaseHolder>) async throws(StoreError) -> [HeldLease]

    /// Writes a transition with its effects and log lines.
    func commit(_ commit: OperationCommit) async throws(StoreError)

    /// The store's clock.
    func now() async throws(StoreError) -> Timestamp

    /// Gives a lease up without a transition, so that another daemon goes on at once.
    func release(_ holder: LeaseHolder) async throws(StoreError)

    /// Lets an operation rest that cannot go on, and says so in the workspace's log and in `why`.
    func setAside(
        _ holder: LeaseHolder,
        workspace: WorkspaceNumber,
        because reason: String,
        for pause: Duration
    ) async throws(StoreError)

    /// Writes down a server, its host entry and its ports; gives back what was written before if anything was.
    ///
    /// - Returns: nil when not one block of ports is free.
    func intendServer(_ draft: ServerDraft, for operation: ClaimedOperation) async throws(StoreError) -> Site?

    /// Reserves room and ports on a host of the owner or a shared one; gives back what was reserved before.
    func place(_ operation: ClaimedOperation) async throws(StoreError) -> Placement

    /// Moves the workspace to another block on its host.
    ///
    /// - Returns: nil when not one block is free.
    func movePorts(
        on host: HostID,
        avoiding foreign: Set<Port>,
        for operation: ClaimedOperation
    ) async throws(StoreError) -> PortBlock?

    /// How a host is reached.
    func host(_ id: HostID) async throws(StoreError) -> HostAccess

    /// Writes down the key that a host will present next, before it is put in force there. One that is written down
    /// already stands, and so does the end of it all: what was asked for may be carried out late, after the answer to a
    /// later asking.
    func saveNextHostKey(
        _ key: Secret<String>,
        pin: HostKeyPin,
        of host: HostID,
        holder: LeaseHolder
    ) async throws(StoreError)

    /// Makes the next host key the pinned one, if it is the next one still.
    func promoteHostKey(_ pin: HostKeyPin, of host: HostID, holder: LeaseHolder) async throws(StoreError)

    /// A secret of a workspace or host, opened.
    func secret(_ purpose: SecretPurpose, of subject: Int64) async throws(StoreError) -> Secret<[UInt8]>?

    /// The workspace's secrets: those recorded, else `mint`, which is recorded.
    func workspaceSecrets(
        of workspace: WorkspaceNumber,
        holder: LeaseHolder,
        mint: Secret<[UInt8]>
    ) async throws(StoreError) -> Secret<[UInt8]>

    /// Gives back ports, reservations, secrets and a server's host entry.
    func releaseSite(of operation: ClaimedOperation) async throws(StoreError)
}

/// Why the store did not do what was asked.
package struct StoreError: Error, Sendable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: Hashable, Sendable {
        /// A newer claim exists: the caller may do nothing more for the operation.
        case fenced
        /// The store cannot be reached now; nothing is known to have been written.
        case unavailable
        /// The store refused what was written, and would refuse it again: a defect, or data that contradicts ours.
        case rejected
        /// What was asked for does not exist.
        case notFound
        /// What is stored cannot be understood or opened by this daemon.
        case unreadable
    }

    /// What went wrong.
    package let code: Code
    /// A plain sentence without secrets.
    package let message: String
    /// What lay beneath, if anything.
    package let cause: (any Error)?

    package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message.
    package var description: String { message }
}
