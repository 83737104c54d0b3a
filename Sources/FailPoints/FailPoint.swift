/// A named boundary at which a daemon can be killed: just before or just after something that another daemon must be
/// able to continue.
package struct FailPoint: Hashable, Sendable {
    /// The kind of boundary.
    package enum Boundary: String, Sendable, CaseIterable {
        /// The transaction that turns requests into operations.
        case intake
        /// The statement that claims operations. After it, no work on them has begun.
        case claim
        /// The transaction of a transition, by the name of its event.
        case commit
        /// An effect, by its name. After it, its result is known but not yet written.
        case effect
        /// The statement that gives a lease back.
        case release
        /// The transaction that sets aside an operation that no daemon can continue.
        case setAside = "set_aside"
        /// The statement that renews the leases.
        case renewal
        /// The transaction that publishes rows and log lines. Before it means before its COMMIT.
        case projection
        /// One call of the provider's API. After it, its answer has arrived but has not been processed.
        case apiCall = "api_call"
        /// One command or upload on a host.
        case hostCommand = "host_command"
        /// One part of replacing a server's first host key.
        case hostKey = "host_key"
    }

    /// The side of the boundary.
    package enum Moment: String, Sendable, CaseIterable {
        case before
        case after
    }

    /// The kind of boundary.
    package let boundary: Boundary
    /// The part of a boundary with several; nil if there is only one.
    package let subject: String?
    /// The side of it.
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
