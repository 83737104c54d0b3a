/// What an API call is for. When the budget runs low, the later cases are still served.
public enum APIBudgetCallClass: Int, Sendable, CaseIterable, Comparable {
    /// Looking for what nobody needs any more.
    case sweep
    /// Asking how something stands.
    case poll
    /// Making something.
    case create
    /// Removing something: money is spent until it is gone.
    case teardown

    /// Orders by importance.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}
