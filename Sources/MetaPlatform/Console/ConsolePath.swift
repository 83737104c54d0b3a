internal import PlatformStore
internal import WorkspaceModel

/// Addresses of workspaces' pages.
enum ConsolePath {
    /// By its public name; by its number when another program gave it a name that is none.
    static func workspace(_ record: WorkspaceRecord) -> String {
        "/workspaces/\(name(record))/"
    }

    /// Its log in the API.
    static func logs(_ record: WorkspaceRecord) -> String {
        "/api/workspaces/\(name(record))/logs/"
    }

    private static func name(_ record: WorkspaceRecord) -> String {
        WorkspaceID(record.workspaceID)?.rawValue ?? String(record.number.rawValue)
    }
}
