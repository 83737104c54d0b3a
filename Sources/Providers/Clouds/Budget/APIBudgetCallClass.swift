/// What an API call is for. When the budget runs low, the more important ones are still served.
package enum APIBudgetCallClass: Int, Codable, Sendable, CaseIterable, Comparable {
    /// Looking for what nobody needs any more.
    case sweep
    /// Asking how something stands.
    case poll
    /// Making something.
    case create
    /// Removing something: money is spent until it is gone.
    case teardown

    /// Orders by importance.
    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

    /// The part of a limit that this class leaves to the more important ones.
    func reserve(of limit: Int) -> Int {
        switch self {
        case .teardown: 0
        case .create: limit * 15 / 100
        case .poll: limit * 30 / 100
        case .sweep: limit * 50 / 100
        }
    }

    /// For a sentence: "calls that …".
    var calls: String {
        switch self {
        case .sweep: "calls that look for leftovers"
        case .poll: "calls that ask how things stand"
        case .create: "calls that create"
        case .teardown: "calls that remove"
        }
    }
}
