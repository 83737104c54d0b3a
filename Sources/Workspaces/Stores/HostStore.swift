/// Hosts, and machines that want to be some.
///
/// All methods throw ``FrontStoreError``.
package protocol HostStore: Sendable {
    /// A user's bare-metal hosts, or with nil all hosts, rented servers too.
    func hosts(owner: Int64?) async throws -> [Host]

    /// One host.
    func host(_ id: HostID) async throws -> Host?

    /// Takes no more workspaces on a bare-metal host.
    func drain(_ id: HostID) async throws

    /// Forgets a bare-metal host.
    ///
    /// - Returns: false when a workspace has a place on it.
    func remove(_ id: HostID) async throws -> Bool

    /// Makes a one-time token, or with a report an enrolment that needs none; nil when the user has as many under way
    /// as allowed.
    func addEnrolment(_ enrolment: NewEnrolment, limit: Int64) async throws -> Enrolment?

    /// The enrolments that a user made, or with nil everybody's, newest first.
    func enrolments(of account: Int64?, limit: Int64) async throws -> [Enrolment]

    /// Takes back an enrolment that is not judged yet: one of a user's, or with nil anybody's.
    ///
    /// - Returns: false when there is none such.
    func withdrawEnrolment(_ id: Int64, of account: Int64?) async throws -> Bool

    /// The enrolment of a token, whatever its state; nil for a token that is unknown, or over before it was used.
    func enrolment(token digest: [UInt8]) async throws -> Enrolment?

    /// Records what a machine says of itself; a token is good for one report.
    ///
    /// - Returns: nil for a token that is unknown, over or used.
    func report(_ report: EnrolmentReport, token digest: [UInt8]) async throws -> Enrolment?
}
