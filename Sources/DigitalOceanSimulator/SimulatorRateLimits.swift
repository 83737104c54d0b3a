/// How many requests a token may make. The defaults are those of the official description.
package struct SimulatorRateLimits: Sendable {
    /// Requests within any 60 seconds; more get a 429 with `retry-after`.
    package var perMinute: Int
    /// Requests within any hour; more get a 429 without it.
    package var perHour: Int
    /// Listings of the account's SSH keys within any 60 seconds.
    package var keyListingsPerMinute: Int

    /// Names each limit.
    package init(perMinute: Int = 250, perHour: Int = 5000, keyListingsPerMinute: Int = 10) {
        self.perMinute = perMinute
        self.perHour = perHour
        self.keyListingsPerMinute = keyListingsPerMinute
    }
}
