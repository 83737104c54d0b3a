/// Hosts, and machines that are becoming hosts.
///
/// All methods throw ``FrontStoreError``.
package protocol HostStore: Sendable {
    /// A user's bare-metal hosts; nil means all hosts, including rented servers.
    func hosts(owner: Int64?) async throws -> [Host]

    /// One host.
    func host(_ id: HostID) async throws -> Host?

    /// Places no more workspaces on a bare-metal host.
    func drain(_ id: HostID) async throws

    /// Removes a bare-metal host from the records.
    ///
    /// - Returns: false if a workspace has a place on it.
    func remove(_ id: HostID) async throws -> Bool

    /// Creates a one-time token or, with a report, an enrolment that needs none; nil if the user has reached the limit.
    func addEnrolment(_ enrolment: NewEnrolment, limit: Int64) async throws -> Enrolment?

    /// The enrolments that a user created or, with nil, everybody's, newest first.
    func enrolments(of account: Int64?, limit: Int64) async throws -> [Enrolment]

    /// Withdraws an enrolment without a result: one of a user's or, with nil, anybody's.
    ///
    /// - Returns: false if there is no such host.
    func withdrawEnrolment(_ id: Int64, of account: Int64?) async throws -> Bool

    /// The enrolment of a token, whatever its state; nil for a token that is unknown, or expired without use.
    func enrolment(token digest: [UInt8]) async throws -> Enrolment?

    /// Records a machine's report; a token is valid for one report.
    ///
    /// - Returns: nil for a token that is unknown, expired or used.
    func report(_ report: EnrolmentReport, token digest: [UInt8]) async throws -> Enrolment?
}
