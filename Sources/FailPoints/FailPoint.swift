/// A named boundary at which a daemon can be made to die: just before or just after something that another daemon
/// must be able to take up from there.
package struct FailPoint: Hashable, Sendable {
    /// What the boundary belongs to.
    package enum Boundary: String, Sendable, CaseIterable {
        /// The transaction that turns requests into operations.
        case intake
        /// The statement that claims operations. After it, nothing of them has been done yet.
        case claim
        /// The transaction of a transition, by the name of its event.
        case commit
        /// An effect, by its name. After it, its result is known and not yet written.
        case effect
        /// The statement that gives a lease back.
        case release
        /// The transaction that lets an operation rest which nobody can go on with.
        case setAside = "set_aside"
        /// The statement that renews the leases.
        case renewal
        /// The transaction that publishes rows and log lines. Before it means: before its COMMIT.
        case projection
        /// One call of the provider's API. After it, its answer has come and nobody has looked at it.
        case apiCall = "api_call"
        /// One command or upload on a host.
        case hostCommand = "host_command"
        /// One part of replacing a server's first host key.
        case hostKey = "host_key"
    }

    /// On which side of the boundary.
    package enum Moment: String, Sendable, CaseIterable {
        case before
        case after
    }

    /// What the boundary belongs to.
    package let boundary: Boundary
    /// Which one of the boundary's kind; nil where there is only one.
    package let subject: String?
    /// On which side of it.
    package let moment: Moment

    private init(_ moment: Moment, _ boundary: Boundary, _ subject: String?) {
        self.boundary = boundary
        self.subject = subject
        self.moment = moment
    }

    /// Just before a boundary.
    package static func before(_ boundary: Boundary, _ subject: String? = nil) -> FailPoint {
        FailPoint(.before, boundary, subject)
    }

    /// Just after a boundary.
    package static func after(_ boundary: Boundary, _ subject: String? = nil) -> FailPoint {
        FailPoint(.after, boundary, subject)
    }

    /// Its name, e.g. `effect.create_server.after`.
    package var name: String {
        [boundary.rawValue, subject, moment.rawValue].compactMap { $0 }.joined(separator: ".")
    }
}
