internal import Workspaces

extension Workspace {
    /// What a log row names of its workspace.
    struct Names: Sendable {
        let number: WorkspaceNumber
        let workspaceID: String
    }

    var names: Names { Names(number: number, workspaceID: workspaceID) }
}

/// A log's rows.
enum LogJSON {
    static func row(_ row: LogRow, of workspace: Workspace.Names) -> JSON {
        [
            "id": .integer(row.id),
            "number": .integer(row.number),
            "workspace": .integer(workspace.number.rawValue),
            "workspace_id": .string(workspace.workspaceID),
            "timestamp": row.timestamp.map { .moment($0, .milliseconds) } ?? "",
            "level": .string(row.level),
            "message": .string(row.message),
            "data": JSON(row.data),
        ]
    }
}
