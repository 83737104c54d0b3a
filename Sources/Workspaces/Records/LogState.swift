/// Where a workspace stands, as far as its log is concerned.
package struct LogState: Sendable, Hashable {
    /// The status.
    package var status: String
    /// Whether nothing more is to come until somebody asks for something.
    package var isResting: Bool

    package init(status: String, isResting: Bool) {
        self.status = status
        self.isResting = isResting
    }
}
