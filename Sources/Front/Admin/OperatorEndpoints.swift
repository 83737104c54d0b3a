internal import Hummingbird
internal import Workspaces

/// What the staff of an installation looks at.
struct OperatorEndpoints: Sendable {
    /// Rows in a list; what is beyond, nobody reads.
    private static let limit: Int64 = 1000

    let operators: any OperatorStore
    let workspaces: any WorkspaceStore
    let hosts: any HostStore

    var all: [Endpoint] {
        [
            endpoint("operations", "Lists what is under way, that which stands still longest first.", "LiveOperation") {
                _ in try await operators.operations(limit: Self.limit).map(Self.operation)
            },
            endpoint("hosts", "Lists all hosts, rented servers too, with capacity and reservations.", "Host") { _ in
                try await hosts.hosts(owner: nil).map(HostJSON.host)
            },
            endpoint("enrolments", "Lists everybody's enrolments, newest first.", "MadeEnrolment") { _ in
                try await hosts.enrolments(of: nil, limit: Self.limit).map(HostJSON.madeEnrolment)
            },
            endpoint("tokens", "Lists everybody's tokens that are good, without their secrets.", "OwnedToken") { _ in
                try await operators.tokens(limit: Self.limit).map { token, email in
                    TokenEndpoints.json(token).adding([.init("owner_email", .string(email))])
                }
            },
            endpoint("budget", "Says what is left of the cloud API's limits, by token.", "Budget") { _ in
                try await operators.budgets().map(Self.budget)
            },
            endpoint("findings", "Lists what sweeps found and what is still there, with its cost.", "Finding") { _ in
                try await operators.findings(limit: Self.limit).map(Self.finding)
            },
            Endpoint(
                method: .get,
                path: "/api/admin/workspaces/",
                summary: "Lists everybody's workspaces, newest first.",
                access: .staff,
                query: [Paging.page, Paging.pageSize, Paging.status],
                answer: .init(schema: "Workspace", isList: true),
                handle: { call in
                    try await WorkspaceEndpoints(workspaces: workspaces).list(call, owner: nil)
                }
            ),
            Endpoint(
                method: .get,
                path: "/api/admin/users/",
                summary: "Lists all users, newest first; pages are named in the header Link.",
                access: .staff,
                query: [Paging.page, Paging.pageSize],
                answer: .init(schema: "ListedUser", isList: true),
                handle: users
            ),
        ]
    }

    private func endpoint(
        _ name: String,
        _ summary: String,
        _ schema: String,
        _ rows: @escaping @Sendable (Call) async throws -> [JSON]
    ) -> Endpoint {
        Endpoint(
            method: .get,
            path: "/api/admin/\(name)/",
            summary: summary,
            access: .staff,
            answer: .init(schema: schema, isList: true),
            handle: { call in .json(.array(try await rows(call))) }
        )
    }

    private func users(_ call: Call) async throws -> Response {
        let paging = try Paging(call)
        let (records, count) = try await operators.users(limit: paging.limit, offset: paging.offset)
        let users = records.map { record in
            AccountEndpoints.json(record.account, workspaces: record.workspaceCount)
                .adding([.init("token_count", .integer(record.tokenCount))])
        }
        return .json(.array(users), headers: paging.headers(call, count: count))
    }

    private static func operation(_ live: LiveOperation) -> JSON {
        let workspace = live.workspace
        let operation = workspace.operation.map { WorkspaceJSON.operation($0, type: workspace.deploymentType) }
        let place = JSON.object([
            .init("id", .optional(workspace.operation?.id)),
            .init("workspace", .integer(workspace.number.rawValue)),
            .init("workspace_id", .string(workspace.workspaceID)),
            .init("status", .string(workspace.status)),
            .init("owner_email", .optional(workspace.ownerEmail)),
            .init("age_seconds", .integer(live.age)),
            .init("step_age_seconds", .integer(live.stepAge)),
            .init("daemon", .optional(workspace.operation?.daemon)),
        ])
        guard case .object(let members)? = operation else { return place }
        return place.adding(members)
    }

    private static func budget(_ record: BudgetStanding) -> JSON {
        [
            "account": .string(record.account), "remaining_minute": .integer(record.minute),
            "remaining_hour": .integer(record.hour), "waiting": .integer(record.waiting),
        ]
    }

    private static func finding(_ record: Finding) -> JSON {
        [
            "id": .integer(record.id), "kind": .string(record.kind), "place": .string(record.place),
            "external_id": .string(record.externalID), "name": .string(record.name),
            "workspace_id": .optional(record.workspaceID), "recorded": .bool(record.isRecorded),
            "monthly_cost": .string(record.monthlyCost), "first_seen_at": .moment(record.firstSeenAt),
            "last_seen_at": .moment(record.lastSeenAt),
        ]
    }
}
