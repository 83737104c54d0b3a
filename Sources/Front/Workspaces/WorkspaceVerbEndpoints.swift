internal import HTTPTypes
internal import Hummingbird
internal import PortAllocator
internal import Workspaces

/// Asking for a workspace again, stopping what is under way, and explanations.
struct WorkspaceVerbEndpoints: Sendable {
    private static let kind = Field(
        "kind",
        .choice(OperationKind.allCases.map(\.rawValue)),
        "Which operation; provision when absent."
    )
    private static let type = Field(
        "deployment_type",
        .choice(DeploymentType.allCases.map(\.rawValue)),
        "cloud when absent."
    )

    private static let keepForDebuggingHours = Field(
        "keep_for_debugging_hours",
        .integer(1...Int64(WorkspaceSpecification.longestKeepHours)),
        "If it fails again, what it made stays for so many hours, to be looked at, and costs meanwhile; what "
            + "config_data.features of the workspace says when absent."
    )

    let workspaces: any WorkspaceStore

    private var access: WorkspaceAccess { WorkspaceAccess(workspaces: workspaces) }
    private var requests: WorkspaceRequests { WorkspaceRequests(workspaces: workspaces) }

    var all: [Endpoint] {
        [
            Endpoint(
                method: .post,
                path: WorkspaceEndpoints.path + "provision/",
                summary: "Asks again for a workspace that failed, was taken down, or whose server is gone.",
                access: .user(.write),
                body: [Self.keepForDebuggingHours],
                answer: .init(status: .accepted, schema: "Workspace"),
                handle: provision
            ),
            Endpoint(
                method: .post,
                path: WorkspaceEndpoints.path + "repair/",
                summary: "Brings an active workspace back to what was installed; see what has drifted with why.",
                access: .user(.write),
                answer: .init(status: .accepted, schema: "Workspace"),
                handle: repair
            ),
            Endpoint(
                method: .post,
                path: WorkspaceEndpoints.path + "cancel/",
                summary: "Asks what is under way to stop; what it made is removed again.",
                access: .user(.write),
                answer: .init(status: .accepted, schema: "Workspace"),
                handle: cancel
            ),
            Endpoint(
                method: .get,
                path: WorkspaceEndpoints.path + "why/",
                summary:
                    "Says what a workspace waits for, how it differs from what was built, and how the last operation ended.",
                access: .user(.read),
                answer: .init(schema: "Explanation"),
                handle: explain
            ),
            Endpoint(
                method: .get,
                path: WorkspaceEndpoints.path + "plan/",
                summary: "Says which steps an operation takes and which ports it prefers. Changes nothing.",
                access: .user(.read),
                query: [Self.kind],
                answer: .init(schema: "Plan"),
                handle: { call in
                    let record = try await access.workspace(call)
                    let kind = try call.queryText(Self.kind) ?? "provision"
                    let ports = WorkspaceJSON.ports(record)
                    return .json(Self.plan(kind, record.deploymentType).adding([.init("port_allocation", ports)]))
                }
            ),
            Endpoint(
                method: .get,
                path: "/api/plan/",
                summary: "Says which steps an operation on a new workspace takes. Changes nothing.",
                access: .user(.read),
                query: [Self.kind, Self.type],
                answer: .init(schema: "Plan"),
                handle: { call in
                    let kind = try call.queryText(Self.kind) ?? "provision"
                    return .json(Self.plan(kind, try call.queryText(Self.type) ?? DeploymentType.cloud.rawValue))
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

    /// Asks for something and shows the workspace as it is then.
    private func ask(
        _ call: Call,
        for request: WorkspaceRequest,
        keepForDebuggingHours: Int64? = nil
    ) async throws -> Response {
        let record = try await access.workspace(call)
        try await requests.ask(for: request, of: record.number, keepForDebuggingHours: keepForDebuggingHours)
        let now = try await workspaces.workspace(.number(record.number)) ?? record
        return .json(WorkspaceJSON.workspace(now), status: .accepted)
    }

    private func explain(_ call: Call) async throws -> Response {
        let record = try await access.workspace(call)
        let explanation = try await workspaces.explain(record.number)
        return .json([
            "workspace_id": .string(record.workspaceID),
            "status": .string(record.status),
            "request_waiting": .bool(explanation.isRequestWaiting),
            "operation": record.operation.map { WorkspaceJSON.operation($0, type: record.deploymentType) } ?? .null,
            "drift": .array(
                explanation.drift.map {
                    [
                        "kind": .string($0.kind), "subject": .string($0.subject), "detail": .string($0.detail),
                        "repairable": .bool($0.isRepairable),
                    ]
                }
            ),
            "last_operation": explanation.last.map {
                [
                    "kind": .string($0.kind), "outcome": .string($0.outcome), "error": .optional($0.error),
                    "finished_at": .moment($0.finishedAt),
                ]
            } ?? .null,
        ])
    }

    private static func plan(_ kind: String, _ type: String) -> JSON {
        guard let operation = OperationKind(rawValue: kind), let deployment = DeploymentType(rawValue: type) else {
            return ["kind": .string(kind), "deployment_type": .string(type), "steps": []]
        }
        let steps = operation.steps(on: deployment)
        return [
            "kind": .string(kind), "deployment_type": .string(type),
            "steps": .array(steps.map { .string($0.rawValue) }),
        ]
    }
}
