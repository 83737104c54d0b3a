internal import Workspaces

/// Addresses of workspaces' pages.
enum ConsolePath {
    /// By its public name, or by its number if another program gave it an invalid name.
    static func workspace(_ record: Workspace) -> String { workspace(record.workspaceID, record.number) }

    static func workspace(_ id: String, _ number: WorkspaceNumber) -> String { "/workspaces/\(name(id, number))/" }

    /// Its log in the API.
    static func logs(_ record: Workspace) -> String {
        "/api/workspaces/\(name(record.workspaceID, record.number))/logs/"
    }

    private static func name(_ id: String, _ number: WorkspaceNumber) -> String {
        WorkspaceID(id)?.rawValue ?? number.description
    }
}
