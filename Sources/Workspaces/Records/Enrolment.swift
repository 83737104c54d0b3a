/// A machine on its way to become a host, from its one-time token to the verdict.
package struct Enrolment: Sendable {
    /// Its number.
    package var id: Int64
    /// Who made it; nil when that user is gone.
    package var makerEmail: String?
    /// What its maker calls it.
    package var name: String
    /// `open` until the machine reports itself, `reported` until it is judged, then `accepted` or `refused`.
    package var state: String
    /// Whether the host takes everybody's workspaces, not its owner's alone.
    package var isShared: Bool
    /// Whether the machine may be at another address than the one it reports from: only staff may say so, because all
    /// machines let the same key in, and nobody must enrol somebody else's.
    package var takesAnyAddress: Bool
    /// When it was made.
    package var createdAt: Timestamp
    /// When the token is over.
    package var expiresAt: Timestamp
    /// What the machine said of itself; nil while it is open.
    package var report: EnrolmentReport?
    /// How often the machine was tried.
    package var attempts: Int64
    /// What was found, in a sentence or two.
    package var detail: String
    /// The host, once it is accepted.
    package var host: Int64?

    package init(
        id: Int64,
        makerEmail: String?,
        name: String,
        state: String,
        isShared: Bool,
        takesAnyAddress: Bool,
        createdAt: Timestamp,
        expiresAt: Timestamp,
        report: EnrolmentReport?,
        attempts: Int64,
        detail: String,
        host: Int64?
    ) {
        self.id = id
        self.makerEmail = makerEmail
        self.name = name
        self.state = state
        self.isShared = isShared
        self.takesAnyAddress = takesAnyAddress
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.report = report
        self.attempts = attempts
        self.detail = detail
        self.host = host
    }
}
