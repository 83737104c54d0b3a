/// What an answer says about the budget.
public struct APIBudgetReport: Hashable, Sendable {
    /// Requests in an hour (`ratelimit-limit`).
    public var limit: Int?
    /// Requests left in the hour (`ratelimit-remaining`).
    public var remaining: Int?
    /// How long until the oldest request expires, which frees one (`ratelimit-reset`).
    public var untilReset: Duration?
    /// Whether the request was refused for the budget's sake (429).
    public var isRefusal: Bool
    /// How long to send nothing at all (`retry-after`); comes with a refusal of a burst only.
    public var retryAfter: Duration?

    /// Names each part.
    public init(
        limit: Int? = nil,
        remaining: Int? = nil,
        untilReset: Duration? = nil,
        isRefusal: Bool = false,
        retryAfter: Duration? = nil
    ) {
        self.limit = limit
        self.remaining = remaining
        self.untilReset = untilReset
        self.isRefusal = isRefusal
        self.retryAfter = retryAfter
    }
}
