/// Why a workspace is taken apart, and what is left of it.
public struct Teardown: Hashable, Codable, Sendable {
    /// Why.
    public enum Reason: Hashable, Codable, Sendable {
        /// It was asked for.
        case decommission
        /// The provision failed; what it made goes again.
        case failed(String)
        /// The provision was cancelled.
        case cancelled
        /// A repair ended without success; the workspace stays as it is.
        case repairFailed(String)
        /// A repair was cancelled; the workspace stays as it is.
        case repairCancelled
    }

    /// Whether only what runs is stopped, and nothing is removed.
    var keepsSite: Bool {
        switch reason {
        case .repairFailed, .repairCancelled: true
        case .decommission, .failed, .cancelled: false
        }
    }

    /// Why.
    public var reason: Reason
    /// What is to go; nil when nothing was placed yet.
    public var site: Site?

    /// Names both.
    public init(reason: Reason, site: Site?) {
        self.reason = reason
        self.site = site
    }
}
