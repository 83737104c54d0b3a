internal import Hummingbird
internal import Workspaces

/// The page for staff of an installation.
struct OperatorPages: Sendable {
    private static let limit: Int64 = 200
    /// Converging a workspace's services takes minutes; a step that lasts longer needs attention.
    private static let stuckAfter: Int64 = 900

    /// Part of the digest that identifies a token; enough to tell a few tokens apart.
    private static let shownDigits = 8
    /// The page shows recent users, enrolments and hosts; the API lists all of them.
    private static let shortLimit: Int64 = 50

    let parts: FrontParts

    /// - Throws: ``APIError`` 404 for all other users, who need not know that the page exists.
    func overview(_ call: ConsoleCall) async throws -> Response {
        let caller = try call.user
        guard caller.isStaff else { throw APIError.notFound("page") }
        let operations = try await parts.operators.operations(limit: Self.limit)
        let hosts = try await parts.hosts.hosts(owner: nil)
        let (workspaces, count) = try await parts.workspaces.list(owner: nil, status: nil, limit: Self.limit, offset: 0)
        let reasons = try await parts.logs.reasons(of: workspaces.filter(\.isAtRestAsFailed).map(\.number))
        let table = WorkspaceTable(records: workspaces, words: parts.words, reasons: reasons, showsOwner: true)
        let enrolments = try await parts.hosts.enrolments(of: nil, limit: Self.shortLimit)
            .filter { $0.state.word != .accepted }
        let (users, userCount) = try await parts.operators.users(limit: Self.shortLimit, offset: 0)
        let content: HTML = """
            <h1>Operators</h1>
            <section class="card"><h2>Under way</h2><div id="operations" data-refresh>\(Self.operations(operations, parts.words))</div>
            </section>
            <section class="card"><h2>Cloud API budget</h2>
            <div id="budget" data-refresh>\(Self.budgets(try await parts.operators.budgets(), of: parts.words))</div></section>
            <section class="card"><h2>Sweep findings</h2>
            <div id="findings" data-refresh>\(Self.findings(try await parts.operators.findings(limit: Self.limit)))</div>
            </section>
            <section class="card"><h2>All hosts</h2>
            <div id="hosts" data-refresh>\(HostTable(hosts: hosts, words: parts.words, canRemove: false).html)</div></section>
            <section class="card"><h2>Enrolments</h2>
            <div id="enrolments" data-refresh>\(EnrolmentTable(enrolments: enrolments, showsMaker: true).html)</div></section>
            <section class="card"><h2>All workspaces (\(count))</h2>
            <div id="workspaces" data-refresh>\(table.html)</div></section>
            <section class="card"><h2>Users (\(userCount))</h2>
            <div id="users" data-refresh>\(UserTable(users: users).html)</div></section>
            """
        return ConsolePage(
            title: "Operators",
            caller: caller,
            content: content,
            place: .at("/operators/"),
            isLive: true
        ).response()
    }

    private static func operations(_ list: [LiveOperation], _ words: ProviderWords) -> HTML {
        guard !list.isEmpty else { return #"<p class="empty">Nothing is in progress.</p>"# }
        let rows = list.map { live -> HTML in
            let stuck: HTML = live.stepAge >= stuckAfter ? #"<span class="status bad">stuck</span> "# : ""
            return """
                <tr><th scope="row"><a href="\(ConsolePath.workspace(live.workspaceID, live.workspace))">\(HTML.name(live.workspaceName))</a>
                <code>\(live.workspaceID)</code></th>
                <td data-label="State">\(stuck)\(StateView.operation(live.base, of: live.workspaceID, words))</td>
                <td class="amount" data-label="In this step">\(Moments.duration(Double(live.stepAge)))</td>
                <td data-label="Daemon">\(live.more.daemon ?? "none")</td></tr>
                """
        }
        return """
            <table class="rows"><thead><tr><th scope="col">Workspace</th><th scope="col">State</th>
            <th scope="col">In this step</th><th scope="col">Daemon</th></tr></thead><tbody>\(rows)</tbody></table>
            """
    }

    private static func budgets(_ list: [BudgetStanding], of words: ProviderWords) -> HTML {
        guard !list.isEmpty else { return #"<p class="empty">The cloud API has not been called yet.</p>"# }
        let rows = list.map { budget -> HTML in
            """
            <tr><th scope="row">\(words.name) account <code>\(budget.account.prefix(Self.shownDigits))</code></th><td data-label="Left this minute">\(budget.minute)</td>
            <td data-label="Left this hour">\(budget.hour)</td><td data-label="Waiting">\(budget.waiting)</td></tr>
            """
        }
        return """
            <table class="rows"><thead><tr><th scope="col">Account</th><th scope="col">Left this minute</th>
            <th scope="col">Left this hour</th><th scope="col">Waiting</th></tr></thead><tbody>\(rows)</tbody></table>
            """
    }

    private static func findings(_ list: [Finding]) -> HTML {
        guard !list.isEmpty else { return #"<p class="empty">There are no leftovers.</p>"# }
        let rows = list.map { finding -> HTML in
            let recorded = finding.isRecorded ? "removed by itself" : "for you to judge"
            return """
                <tr><th scope="row">\(HTML.name(finding.name)) <code>\(finding.externalID)</code></th>
                <td data-label="Kind">\(finding.kind), \(finding.place)</td><td class="amount" data-label="Monthly">$\(finding.monthlyCost)</td>
                <td data-label="Seen">\(Moments.since(finding.firstSeenAt)) ago, \(recorded)</td></tr>
                """
        }
        return """
            <table class="rows"><thead><tr><th scope="col">What</th><th scope="col">Kind</th><th scope="col">Monthly</th>
            <th scope="col">First seen</th></tr></thead><tbody>\(rows)</tbody></table>
            """
    }
}
