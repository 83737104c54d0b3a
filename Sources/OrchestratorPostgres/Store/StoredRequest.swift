internal import Orchestrator
internal import Postgres
internal import WorkspaceModel

/// A row of `moorage.requests`.
struct StoredRequest: Sendable {
    /// What a request asks for.
    enum Kind: String, PostgresCodable {
        case provision
        case repair
        case decommission
        /// The row itself is gone: take down what exists.
        case delete
        case cancel
        /// A trigger has a line for the log.
        case warning
    }

    let id: Int64
    let kind: Kind
    let workspace: WorkspaceNumber
    let workspaceID: String
    /// The line of a `warning`.
    let line: LogLine?
    /// What came with a `provision`.
    let options: JSONValue?
}
