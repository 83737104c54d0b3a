internal import Foundation
internal import Orchestrator
internal import Postgres
internal import Workspaces

/// A row of `moorage.requests`.
struct StoredRequest: Sendable {
    /// The verb of a request.
    enum Kind: PostgresDecodable {
        case asked(WorkspaceRequest)
        /// The row was deleted: remove everything that exists.
        case delete
        /// A trigger has a line for the log.
        case warning

        /// Every name of a request.
        static let names = WorkspaceRequest.allCases.map(\.name) + ["delete", "warning"]

        init(postgres field: PostgresField) throws(PostgresError) {
            let name = try String(postgres: field)
            switch name {
            case "delete": self = .delete
            case "warning": self = .warning
            default:
                guard let request = WorkspaceRequest(name: name) else {
                    throw PostgresError(.invalidParameter, "There is no request '\(name)'.")
                }
                self = .asked(request)
            }
        }
    }

    /// SQL for whether the request `r` can be answered now: nothing that it waits for is in progress, and neither the
    /// request nor the records of its workspace come from a newer version, whose daemon answers it instead.
    static let isReady = """
        r.kind IN (\(quoted(Kind.names)))
        AND NOT EXISTS (SELECT FROM moorage.operations o WHERE o.workspace_number = r.workspace_number
            AND (o.id = r.waits_for_operation OR o.kind NOT IN (\(quoted(OperationKind.allCases.map(\.rawValue))))
                OR o.step NOT IN (\(quoted(OperationStep.allCases.map(\.rawValue))))))
        AND NOT EXISTS (SELECT FROM moorage.workspaces w WHERE w.number = r.workspace_number
            AND w.status NOT IN (\(quoted(WorkspaceStatus.allCases.map(\.rawValue)))))
        """

    private static func quoted(_ words: [String]) -> String { words.map { "'\($0)'" }.joined(separator: ", ") }

    let id: Int64
    let kind: Kind
    let workspace: WorkspaceNumber
    let workspaceID: String
    /// Whether it was answered before, and had to wait for the end of an operation.
    let hasWaited: Bool
    /// Data of the request, as JSON text: the line of a `warning`, or the options of a `provision`.
    let options: String?

    /// The line of a `warning`.
    func line() throws(PostgresError) -> LogLine? { try read(LogLine.self) }

    /// The options of a `provision`.
    func readOptions() throws(PostgresError) -> JSONValue? { try read(JSONValue.self) }

    /// The database accepts JSON that cannot be read here: numbers out of range, any depth.
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
