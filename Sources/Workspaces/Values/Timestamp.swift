/// A time on the database's clock, in microseconds since 1970, the resolution of `timestamptz`.
package struct Timestamp: Hashable, Comparable, Codable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    package var microseconds: Int64

    /// Wraps a count of microseconds.
    package init(microseconds: Int64) { self.microseconds = microseconds }

    /// Orders by time.
    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.microseconds < rhs.microseconds }

    /// The time that is `duration` later.
    package static func + (moment: Self, duration: Duration) -> Self {
        Self(microseconds: moment.microseconds + duration.microseconds)
    }

    /// The time from `earlier` to `later`.
    package static func - (later: Self, earlier: Self) -> Duration {
        .microseconds(later.microseconds - earlier.microseconds)
    }

    /// Decodes the count.
    package init(from decoder: any Decoder) throws {
        self.microseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// Encodes the count.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(microseconds)
    }
}
