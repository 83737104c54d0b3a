internal import PlatformStore
internal import WorkspaceModel

/// Addresses of workspaces' pages.
enum ConsolePath {
    /// By its public name; by its number when another program gave it a name that is none.
    static func workspace(_ record: WorkspaceRecord) -> String {
        "/workspaces/\(WorkspaceID(record.workspaceID)?.rawValue ?? String(record.number.rawValue))/"
    }

    /// Its log in the API.
    static func logs(_ record: WorkspaceRecord) -> String {
        "/api/workspaces/\(WorkspaceID(record.workspaceID)?.rawValue ?? String(record.number.rawValue))/logs/"
    }
}
