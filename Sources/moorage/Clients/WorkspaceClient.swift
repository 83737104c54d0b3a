import Database
import Workspaces

/// What `moorage workspace …`, `logs` and `why` ask for, of the database or of the API: commands print the same
/// whichever answers.
///
/// All methods throw ``CommandFailure`` for what a person can mend.
protocol WorkspaceClient: Sendable {
    /// Workspaces, newest first.
    ///
    /// - Parameter everybodys: not only the caller's own. The database knows no caller and always gives all.
    func list(everybodys: Bool) async throws -> [WorkspaceSummary]

    /// The workspace of a public name.
    func workspace(_ id: String) async throws -> WorkspaceSummary

    /// Asks for a workspace.
    ///
    /// - Returns: its public name.
    func create(_ order: WorkspaceOrder) async throws -> String

    /// Asks for something of a workspace.
    ///
    /// - Parameter keepForDebuggingHours: for how long what a provision made stays if it fails; nil for what its row says.
    func request(_ request: WorkspaceRequest, for id: String, keepForDebuggingHours: Int?) async throws

    /// Why a workspace is as it is.
    func explanation(of id: String) async throws -> WorkspaceExplanation

    /// The next rows of a log behind a number, oldest first; empty at its end.
    func log(of workspace: WorkspaceSummary, after number: Int64) async throws -> [ProvisioningLogEntry]

    /// Shows a log from behind a number as it grows, each row once, until the workspace rests; goes on after what it
    /// asks was away.
    func follow(_ workspace: WorkspaceSummary, after number: Int64, on screen: FollowScreen) async throws
}

extension WorkspaceClient {
    /// Hands over the rows behind a number.
    func readLog(
        of workspace: WorkspaceSummary,
        after number: Int64,
        _ body: (ProvisioningLogEntry) throws -> Void
    ) async throws {
        var last = number
        while true {
            let entries = try await log(of: workspace, after: last)
            guard let end = entries.last else { return }
            for entry in entries { try body(entry) }
            last = end.number
        }
    }
}
