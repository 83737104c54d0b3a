internal import FoundationEssentials

extension Timestamp {
    /// How much of a second a text tells.
    public enum Precision: Sendable {
        /// Nothing.
        case seconds
        /// Three digits.
        case milliseconds
        /// Six digits, left out where all are zero.
        case microseconds
    }

    /// In RFC 3339, in UTC; what is finer than the precision is cut off.
    public func text(_ precision: Precision = .seconds) -> String {
        let fraction = (microseconds % 1_000_000 + 1_000_000) % 1_000_000
        let text = Date(timeIntervalSince1970: Double((microseconds - fraction) / 1_000_000)).formatted(.iso8601)
        switch precision {
        case .seconds: return text
        case .milliseconds: return "\(text.dropLast()).\(Self.padded(fraction / 1000, to: 3))Z"
        case .microseconds: return fraction == 0 ? text : "\(text.dropLast()).\(Self.padded(fraction, to: 6))Z"
        }
    }

    private static func padded(_ number: Int64, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: width - digits.count) + digits
    }
}
