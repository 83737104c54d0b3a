extension Duration {
    private static let units: [(name: String, seconds: Int64)] = [
        ("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1),
    ]

    /// The duration in words, to the second: "an hour", "15 minutes", "an hour and 30 minutes".
    ///
    /// At most two units, because nobody who waits for days needs the seconds.
    package var words: String {
        var rest = components.seconds
        guard rest > 0 else { return "less than a second" }
        var parts: [String] = []
        for unit in Self.units where parts.count < 2 {
            let count = rest / unit.seconds
            rest %= unit.seconds
            if count > 0 { parts.append(Self.words(count, unit.name)) }
        }
        return parts.joined(separator: " and ")
    }

    private static func words(_ count: Int64, _ unit: String) -> String {
        guard count == 1 else { return "\(count) \(unit)s" }
        return unit == "hour" ? "an hour" : "a \(unit)"
    }
}
