import CommandOutput
import Workspaces

/// The requests of `moorage workspace …`, `logs` and `why`, to the database or to the API: commands print the same in
/// both cases.
///
/// All methods throw ``CommandFailure`` for problems that a person can fix.
protocol WorkspaceClient: Sendable {
    /// Workspaces, newest first.
    ///
    /// - Parameter everybodys: not only the caller's own. The database knows no caller and always returns all.
    func list(everybodys: Bool) async throws -> [Workspace]

    /// The workspace with a public name.
    func workspace(_ id: String) async throws -> Workspace

    /// Requests a workspace.
    ///
    /// - Parameter owner: the owner's e-mail; over the API nil means the token's user.
    func create(_ workspace: NewWorkspace, owner: String?) async throws -> Workspace

    /// Sends a request for a workspace.
    ///
    /// - Parameter keepForDebuggingHours: how long to keep the resources of a failed provision; nil for the row's own
    ///   value.
    func request(_ request: WorkspaceRequest, for id: String, keepForDebuggingHours: Int?) async throws

    /// Why a workspace is in its state.
    func explanation(of id: String) async throws -> Explanation

    /// The next rows of a log after a number, oldest first; empty at its end.
    func log(of workspace: Workspace, after number: Int64) async throws -> [LogRow]

    /// Shows the rows of a log after a number as they are written, each once, until the workspace is at rest; continues
    /// after a lost connection.
    func follow(_ workspace: Workspace, after number: Int64, on screen: FollowScreen) async throws
}

extension WorkspaceClient {
    /// Delivers the rows after a number.
    func readLog(
        of workspace: Workspace,
        after number: Int64,
        _ body: (LogRow) throws -> Void
    ) async throws {
        var last = number
        while true {
            let rows = try await log(of: workspace, after: last)
            guard let end = rows.last else { return }
            for row in rows { try body(row) }
            last = end.number
        }
    }
}

extension CommandFailure {
    /// The answer for a workspace that does not exist, or that belongs to another user.
    static func noWorkspace(_ id: String) -> CommandFailure {
        CommandFailure("There is no workspace '\(Terminal.plain(id))'; see moorage workspace list.")
    }
}

/// The service that the commands use: the API if `MOORAGE_URL` is set, otherwise the database.
enum WorkspaceClients {
    /// Runs a command's body with a client and closes it afterwards.
    static func with(_ options: SettingsOptions, _ body: (any WorkspaceClient) async throws -> Void) async throws {
        if let client = try await api(options) {
            defer { client.close() }
            return try await body(client)
        }
        try await CommandContext.with(options) { try await body(DatabaseWorkspaceClient(context: $0)) }
    }

    /// The API's client; nil if the database should be used.
    static func api(_ options: SettingsOptions) async throws -> APIWorkspaceClient? {
        guard let settings = try await APISettings.load(options) else { return nil }
        return APIWorkspaceClient(connection: try APIConnection(settings))
    }
}
