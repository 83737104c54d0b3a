package import PortAllocator
package import SSH
package import Workspaces

/// The store of operations. Every write is one transaction, and every write of a holder is refused if a newer claim of
/// the operation exists (``StoreError`` with code `fenced`).
///
/// All methods throw ``StoreError``. `unavailable` means that nothing is known to have been written, so the caller
/// tries again: repeating a method gives the same result.
package protocol OperationStore: Sendable {
    /// Turns committed requests into operations, oldest first.
    ///
    /// - Returns: how many became operations or were refused or answered.
    func takeRequests(limit: Int) async throws(StoreError) -> Int

    /// Whether there is work now, and when the next work is due.
    func pendingWork() async throws(StoreError) -> PendingWork

    /// Claims due and free operations, most urgent first, each under a new epoch.
    func claim(limit: Int, lease: Duration) async throws(StoreError) -> [ClaimedOperation]

    /// Renews these leases in one statement and returns those still held.
    func renewLeases(_ lease: Duration, of holders: Set<LeaseHolder>) async throws(StoreError) -> [HeldLease]

    /// Writes a transition with its effects and log lines.
    func commit(_ commit: OperationCommit) async throws(StoreError)

    /// The store's clock.
    func now() async throws(StoreError) -> Timestamp

    /// Gives up a lease without a transition, so that another daemon continues immediately.
    func release(_ holder: LeaseHolder) async throws(StoreError)

    /// Sets aside an operation that cannot continue, and reports it in the workspace's log and in `why`.
    func setAside(
        _ holder: LeaseHolder,
        workspace: WorkspaceNumber,
        because reason: String,
        for pause: Duration
    ) async throws(StoreError)

    /// Records a server, its host entry and its ports; releases earlier ones.
    ///
    /// - Returns: nil if no block of ports is free.
    func intendServer(_ draft: ServerDraft, for operation: ClaimedOperation) async throws(StoreError) -> Site?

    /// Reserves capacity and ports on a host of the owner or a shared one; releases earlier reservations.
    func place(_ operation: ClaimedOperation) async throws(StoreError) -> Placement

    /// Moves the workspace to a different block on its host.
    ///
    /// - Returns: nil if no block is free.
    func movePorts(
        on host: HostID,
        avoiding foreign: Set<Port>,
        for operation: ClaimedOperation
    ) async throws(StoreError) -> PortBlock?

    /// How to reach a host.
    func host(_ id: HostID) async throws(StoreError) -> HostAccess

    /// Records the key that a host will present next, before it is installed there. A recorded one stays, and so does
    /// the end of the operation: an earlier request may be carried out late, after the answer to a later one.
    func saveNextHostKey(
        _ key: Secret<String>,
        pin: HostKeyPin,
        of host: HostID,
        holder: LeaseHolder
    ) async throws(StoreError)

    /// Makes the next host key the pinned one, if it is still the next one.
    func promoteHostKey(_ pin: HostKeyPin, of host: HostID, holder: LeaseHolder) async throws(StoreError)

    /// An opened secret of a workspace or host.
    func secret(_ purpose: SecretPurpose, of subject: Int64) async throws(StoreError) -> Secret<[UInt8]>?

    /// The workspace's secrets: the recorded ones, or new ones from `mint`, which are then recorded.
    func workspaceSecrets(
        of workspace: WorkspaceNumber,
        holder: LeaseHolder,
        mint: Secret<[UInt8]>
    ) async throws(StoreError) -> Secret<[UInt8]>

    /// Gives back ports, reservations, secrets and a server's host entry.
    func releaseSite(of operation: ClaimedOperation) async throws(StoreError)
}

/// Why the store failed.
package struct StoreError: Error, Sendable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: Hashable, Sendable {
        /// A newer claim exists: the caller may do nothing more for the operation.
        case fenced
        /// The store cannot be reached now; nothing is known to have been written.
        case unavailable
        /// The store refused the write, and would refuse it again: a defect, or data that contradicts ours.
        case rejected
        /// The requested object does not exist.
        case notFound
        /// This daemon cannot understand or open the stored data.
        case unreadable
    }

    /// What went wrong.
    package let code: Code
    /// A plain sentence without secrets.
    package let message: String
    /// The underlying error, if any.
    package let cause: (any Error)?

    package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message.
    package var description: String { message }
}
