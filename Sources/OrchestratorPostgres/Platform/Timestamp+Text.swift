internal import FoundationEssentials
internal import WorkspaceModel

extension WorkspaceModel.Timestamp {
    /// In RFC 3339, in UTC, with microseconds where there are any: clients show the same moment as the database.
    var text: String {
        let (seconds, fraction) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let text = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
        guard fraction > 0 else { return text }
        let digits = String(fraction)
        return "\(text.dropLast()).\(String(repeating: "0", count: 6 - digits.count))\(digits)Z"
    }
}
