internal import HTTPTypes
internal import Hummingbird
internal import Workspaces

/// Requesting a workspace again, cancelling the operation in progress, and explanations.
struct WorkspaceVerbEndpoints: Sendable {
    private static let kind = Field(
        "kind",
        .choice(OperationKind.allCases.map(\.rawValue)),
        "The operation; provision if absent."
    )
    private static let type = Field(
        "deployment_type",
        .choice(DeploymentType.allCases.map(\.rawValue)),
        "cloud when absent."
    )

    private static let keepForDebuggingHours = Field(
        "keep_for_debugging_hours",
        .integer(1...Int64(WorkspaceSpecification.longestKeepHours)),
        "If it fails again, its resources stay for this many hours for inspection, and cost money meanwhile; "
            + "if absent, config_data.features of the workspace decides."
    )

    let workspaces: any WorkspaceStore

    private var access: WorkspaceAccess { WorkspaceAccess(workspaces: workspaces) }
    private var requests: WorkspaceRequests { WorkspaceRequests(workspaces: workspaces) }

    var all: [Endpoint] {
        [
            Endpoint(
                method: .post,
                path: WorkspaceEndpoints.path + "provision/",
                summary: "Builds a workspace again that failed, was decommissioned or lost its server.",
                access: .user(.write),
                body: [Self.keepForDebuggingHours],
                answer: .init(status: .accepted, record: Workspace.self),
                handle: provision
            ),
            Endpoint(
                method: .post,
                path: WorkspaceEndpoints.path + "repair/",
                summary: "Restores an active workspace to what was installed; why shows the drift.",
                access: .user(.write),
                answer: .init(status: .accepted, record: Workspace.self),
                handle: repair
            ),
            Endpoint(
                method: .post,
                path: WorkspaceEndpoints.path + "cancel/",
                summary: "Stops the operation in progress; the resources that it created are removed.",
                access: .user(.write),
                answer: .init(status: .accepted, record: Workspace.self),
                handle: cancel
            ),
            Endpoint(
                method: .get,
                path: WorkspaceEndpoints.path + "why/",
                summary:
                    "Shows what a workspace waits for, how it differs from what was built, and how the last operation ended.",
                access: .user(.read),
                answer: .init(record: Explanation.self),
                handle: explain
            ),
            Endpoint(
                method: .get,
                path: WorkspaceEndpoints.path + "plan/",
                summary: "Shows the steps of an operation and the ports it prefers. Changes nothing.",
                access: .user(.read),
                query: [Self.kind],
                answer: .init(record: WorkspacePlan.self),
                handle: { call in
                    let record = try await access.workspace(call)
                    let plan = try Plan(kind: Self.kind(call), deploymentType: record.deploymentType)
                    return try .json(WorkspacePlan(plan, .init(portAllocation: record.portAllocation)))
                }
            ),
            Endpoint(
                method: .get,
                path: "/api/plan/",
                summary: "Shows the steps of an operation on a new workspace. Changes nothing.",
                access: .user(.read),
                query: [Self.kind, Self.type],
                answer: .init(record: Plan.self),
                handle: { call in
                    let type = try call.queryText(Self.type) ?? DeploymentType.cloud.rawValue
                    return try .json(Plan(kind: Self.kind(call), deploymentType: type))
                }
            ),
        ]
    }

    private func provision(_ call: Call) async throws -> Response {
        let hours = try call.fields.optionalInteger(Self.keepForDebuggingHours)
        return try await ask(call, for: .operation(.provision), keepForDebuggingHours: hours)
    }

    private func repair(_ call: Call) async throws -> Response { try await ask(call, for: .operation(.repair)) }

    private func cancel(_ call: Call) async throws -> Response { try await ask(call, for: .cancel) }

    /// Sends a request and shows the resulting workspace.
    private func ask(
        _ call: Call,
        for request: WorkspaceRequest,
        keepForDebuggingHours: Int64? = nil
    ) async throws -> Response {
        let record = try await access.workspace(call)
        try await requests.ask(for: request, of: record.number, keepForDebuggingHours: keepForDebuggingHours)
        let now = try await workspaces.workspace(.number(record.number)) ?? record
        return try .json(now, status: .accepted)
    }

    private func explain(_ call: Call) async throws -> Response {
        try .json(try await workspaces.explain(try await access.workspace(call)))
    }

    private static func kind(_ call: Call) throws(APIError) -> OperationKind {
        try call.queryText(kind).flatMap(OperationKind.init) ?? .provision
    }
}
