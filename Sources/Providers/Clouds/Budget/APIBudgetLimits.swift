/// How many calls of an API's limits Moorage takes for itself.
package struct APIBudgetLimits: Hashable, Codable, Sendable {
    /// DigitalOcean allows 5,000 in an hour; the rest is for people who share the token.
    package static let usualPerHour = 4_950
    /// DigitalOcean allows 250 in a minute; the rest is for what its clock and ours count differently.
    package static let usualPerMinute = 240

    /// Calls in any 60 seconds.
    package var perMinute: Int
    /// Calls in any hour.
    package var perHour: Int

    /// DigitalOcean's limits, less a little.
    package init(perMinute: Int = Self.usualPerMinute, perHour: Int = Self.usualPerHour) {
        self.perMinute = perMinute
        self.perHour = perHour
    }

    /// The limits under an hourly limit that the API names: never more than ours. The API names no limit of the minute,
    /// but its documentation makes it 5 % of the hour's.
    func within(hourlyLimit: Int) -> Self {
        Self(
            perMinute: max(1, min(perMinute, hourlyLimit * Self.usualPerMinute / 5000)),
            perHour: max(1, min(perHour, hourlyLimit * Self.usualPerHour / 5000))
        )
    }
}
