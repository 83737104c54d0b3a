/// What the API last reported of the hour, and what was sent since.
struct APIBudgetStanding: Hashable, Codable, Sendable {
    var remaining: Int
    var at: Int
    /// Calls granted since, or not answered then: they may not be in the report.
    var sentSince: Int

    var left: Int { remaining - sentSince }

    /// How long to wait when so many calls are to be left, in milliseconds; nil when there is room. A report that is too
    /// old is no reason to wait: one call brings a new one.
    func wait(behind reserve: Int, at now: Int) -> Int? {
        guard left - reserve <= 0 else { return nil }
        let probeAt = at + Self.lifetime
        return now >= probeAt ? nil : probeAt - now
    }

    /// Counts a call; one that was let through to bring a new report is the only one for the report's lifetime.
    mutating func grant(at now: Int) {
        sentSince += 1
        if now >= at + Self.lifetime { at = now }
    }

    private static let lifetime = Int(APIBudgetLedger.reportLifetime.components.seconds) * 1000
}
