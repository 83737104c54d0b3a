internal import Workspaces

/// Finds the workspace in a path for its owner, or for staff. For everybody else it does not exist.
struct WorkspaceAccess: Sendable {
    /// The part of a path that identifies it: its number or its public name.
    static let parameter = "id"

    let workspaces: any WorkspaceStore

    func workspace(_ call: Call) async throws -> Workspace {
        try await workspace(call.context.parameter(Self.parameter), for: call.caller)
    }

    func workspace(_ name: String, for caller: Caller) async throws -> Workspace {
        guard let reference = WorkspaceReference(name),
            let record = try await workspaces.workspace(reference), caller.maySee(whatIsOf: record.owner)
        else { throw APIError.notFound("workspace") }
        return record
    }
}
