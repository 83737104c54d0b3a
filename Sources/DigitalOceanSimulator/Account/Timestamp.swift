import FoundationEssentials

/// Times as the API writes them: ISO 8601 in UTC, to the second.
enum Timestamp {
    static func text(_ date: Date) -> String { date.formatted(.iso8601) }
}
