/// Where a workspace stands, as far as its log is concerned.
public struct LogState: Sendable, Hashable {
    /// The status.
    public var status: String
    /// Whether nothing more is to come until somebody asks for something.
    public var isResting: Bool

    /// Names both.
    public init(status: String, isResting: Bool) {
        self.status = status
        self.isResting = isResting
    }
}
