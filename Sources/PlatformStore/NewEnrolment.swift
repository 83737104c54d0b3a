/// An enrolment to be.
public struct NewEnrolment: Sendable {
    /// Who makes it.
    public var account: Int64
    /// Whether the host is to take everybody's workspaces.
    public var isShared: Bool
    /// What its maker calls it.
    public var name: String
    /// The token's digest.
    public var digest: [UInt8]
    /// How long the token is good.
    public var lifetime: Duration
    /// How the machine is reached, when its maker knows.
    public var report: HostReport?

    /// Names each field.
    public init(
        account: Int64,
        isShared: Bool,
        name: String,
        digest: [UInt8],
        lifetime: Duration,
        report: HostReport?
    ) {
        self.account = account
        self.isShared = isShared
        self.name = name
        self.digest = digest
        self.lifetime = lifetime
        self.report = report
    }
}
