internal import Hummingbird
internal import Workspaces

/// What staff of an installation can see.
struct OperatorEndpoints: Sendable {
    /// Rows in a list; nobody reads more.
    private static let limit: Int64 = 1000

    let operators: any OperatorStore
    let workspaces: any WorkspaceStore
    let hosts: any HostStore

    var all: [Endpoint] {
        [
            endpoint(
                "operations",
                "Lists operations in progress, starting with the one that has made no progress for the longest time."
            ) {
                try await operators.operations(limit: Self.limit)
            },
            endpoint("hosts", "Lists all hosts, rented servers too, with capacity and reservations.") {
                try await hosts.hosts(owner: nil)
            },
            endpoint("enrolments", "Lists all users' enrolments, newest first.") {
                try await hosts.enrolments(of: nil, limit: Self.limit).map { enrolment in
                    MadeEnrolment(enrolment, .init(makerEmail: enrolment.makerEmail))
                }
            },
            endpoint("tokens", "Lists the valid tokens of all users, without their secrets.") {
                try await operators.tokens(limit: Self.limit)
            },
            endpoint("budget", "Shows the remaining budget of the cloud API, by token.") {
                try await operators.budgets()
            },
            endpoint("findings", "Lists findings of sweeps that still exist, with their cost.") {
                try await operators.findings(limit: Self.limit)
            },
            Endpoint(
                method: .get,
                path: "/api/admin/workspaces/",
                summary: "Lists all users' workspaces, newest first.",
                access: .staff,
                query: [Paging.page, Paging.pageSize, Paging.status],
                answer: .init(record: Workspace.self, isList: true),
                handle: { call in
                    try await WorkspaceEndpoints(workspaces: workspaces).list(call, owner: nil)
                }
            ),
            Endpoint(
                method: .get,
                path: "/api/admin/users/",
                summary: "Lists all users, newest first; the header Link has the addresses of other pages.",
                access: .staff,
                query: [Paging.page, Paging.pageSize],
                answer: .init(record: ListedUser.self, isList: true),
                handle: users
            ),
        ]
    }

    private func endpoint<Row: Record>(
        _ name: String,
        _ summary: String,
        _ rows: @escaping @Sendable () async throws -> [Row]
    ) -> Endpoint {
        Endpoint(
            method: .get,
            path: "/api/admin/\(name)/",
            summary: summary,
            access: .staff,
            answer: .init(record: Row.self, isList: true),
            handle: { _ in try .json(try await rows()) }
        )
    }

    private func users(_ call: Call) async throws -> Response {
        let paging = try Paging(call)
        let (users, count) = try await operators.users(limit: paging.limit, offset: paging.offset)
        return try .json(users, headers: paging.headers(call, count: count))
    }
}
