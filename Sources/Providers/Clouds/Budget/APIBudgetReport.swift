/// What an answer says about the budget.
package struct APIBudgetReport: Hashable, Sendable {
    /// Requests in an hour (`ratelimit-limit`).
    package var limit: Int?
    /// Requests left in the hour (`ratelimit-remaining`).
    package var remaining: Int?
    /// How long until the oldest request expires, which frees one (`ratelimit-reset`).
    package var untilReset: Duration?
    /// Whether the request was refused for the budget's sake (429).
    package var isRefusal: Bool
    /// How long to send nothing at all (`retry-after`); comes with a refusal of a burst only.
    package var retryAfter: Duration?

    package init(
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
