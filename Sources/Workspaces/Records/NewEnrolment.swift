/// An enrolment to be.
package struct NewEnrolment: Sendable {
    /// Who makes it.
    package var account: Int64
    /// Whether the host is to take everybody's workspaces.
    package var isShared: Bool
    /// What its maker calls it.
    package var name: String
    /// The token's digest.
    package var digest: [UInt8]
    /// How long the token is good.
    package var lifetime: Duration
    /// How the machine is reached, when its maker knows.
    package var report: EnrolmentReport?

    package init(
        account: Int64,
        isShared: Bool,
        name: String,
        digest: [UInt8],
        lifetime: Duration,
        report: EnrolmentReport?
    ) {
        self.account = account
        self.isShared = isShared
        self.name = name
        self.digest = digest
        self.lifetime = lifetime
        self.report = report
    }
}
