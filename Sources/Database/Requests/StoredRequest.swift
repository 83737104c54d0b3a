internal import Foundation
internal import Orchestrator
internal import Postgres
internal import Workspaces

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
    /// What came with it, as JSON text: the line of a `warning`, the options of a `provision`.
    let options: String?

    /// The line of a `warning`.
    func line() throws(PostgresError) -> LogLine? { try read(LogLine.self) }

    /// What came with a `provision`.
    func readOptions() throws(PostgresError) -> JSONValue? { try read(JSONValue.self) }

    /// The database takes more for JSON than can be read here: numbers beyond all bounds, any depth.
    private func read<Value: Decodable>(_ type: Value.Type) throws(PostgresError) -> Value? {
        guard let options else { return nil }
        do {
            return try JSONDecoder().decode(Value.self, from: Data(options.utf8))
        } catch {
            throw PostgresError(
                .invalidParameter,
                "options cannot be read; allowed is an object such as {\"keep_for_debugging_hours\": 24}"
            )
        }
    }
}
