internal import FoundationEssentials
internal import WorkspaceModel

extension WorkspaceModel.Timestamp {
    /// In RFC 3339 with seconds, in UTC.
    var text: String { Date(timeIntervalSince1970: Double(microseconds / 1_000_000)).formatted(.iso8601) }
}
