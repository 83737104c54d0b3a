internal import Workspaces

/// Addresses of workspaces' pages.
enum ConsolePath {
    /// By its public name; by its number when another program gave it a name that is none.
    static func workspace(_ record: Workspace) -> String {
        "/workspaces/\(name(record))/"
    }

    /// Its log in the API.
    static func logs(_ record: Workspace) -> String {
        "/api/workspaces/\(name(record))/logs/"
    }

    private static func name(_ record: Workspace) -> String {
        WorkspaceID(record.workspaceID)?.rawValue ?? String(record.number.rawValue)
    }
}
