/// Why a workspace is taken apart, and what is left of it.
package struct Teardown: Hashable, Codable, Sendable {
    /// Why.
    package enum Reason: Hashable, Codable, Sendable {
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
    package var reason: Reason
    /// What is to go; nil when nothing was placed yet.
    package var site: Site?

    package init(reason: Reason, site: Site?) {
        self.reason = reason
        self.site = site
    }
}
