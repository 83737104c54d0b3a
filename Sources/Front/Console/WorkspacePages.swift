internal import Hummingbird
internal import Workspaces

/// The list of workspaces, one workspace, and its actions.
struct WorkspacePages: Sendable {
    private static let pageSize: Int64 = 50
    private static let historyLimit: Int64 = 10

    let parts: FrontParts
    let history: any HistoryStore

    private var access: WorkspaceAccess { WorkspaceAccess(workspaces: parts.workspaces) }
    private var requests: WorkspaceRequests { WorkspaceRequests(workspaces: parts.workspaces) }

    func list(_ call: ConsoleCall) async throws -> Response {
        let caller = try call.user
        let page = max(1, min(Int64(call.query("page")) ?? 1, 100_000))
        let (records, count) = try await parts.workspaces.list(
            owner: caller.id,
            status: nil,
            limit: Self.pageSize,
            offset: (page - 1) * Self.pageSize
        )
        let content: HTML = """
            <div class="heading"><h1>Workspaces</h1><a class="button primary" href="/new/">New workspace</a></div>
            <div id="workspaces" data-refresh>
            \(WorkspaceTable(records: records, words: parts.words, reasons: try await reasons(records)).html)
            </div>
            \(Self.pager(page: page, count: count))
            """
        return ConsolePage(title: "Workspaces", caller: caller, content: content, place: .at("/"), isLive: true)
            .response()
    }

    /// Why each of them failed.
    private func reasons(_ records: [Workspace]) async throws -> [WorkspaceNumber: String] {
        try await parts.logs.reasons(of: records.filter(\.isAtRestAsFailed).map(\.number))
    }

    private static func pager(page: Int64, count: Int64) -> HTML {
        let last = max(1, (count + pageSize - 1) / pageSize)
        guard last > 1 else { return "" }
        let previous: HTML = page > 1 ? #"<a href="/?page=\#(page - 1)" rel="prev">Newer</a>"# : ""
        let next: HTML = page < last ? #"<a href="/?page=\#(page + 1)" rel="next">Older</a>"# : ""
        return #"<nav class="pager" aria-label="Pages">\#(previous) Page \#(page) of \#(last) \#(next)</nav>"#
    }

    func show(_ call: ConsoleCall) async throws -> Response {
        let caller = try call.user
        return try await page(of: try await access.workspace(call.context.parameter("id"), for: caller), call)
            .response()
    }

    private func page(of record: Workspace, _ call: ConsoleCall, problem: String? = nil) async throws
        -> ConsolePage
    {
        let choice = LogWindow.Choice(query: call.query)
        async let window = LogWindow.read(choice, of: record.number, from: parts.logs)
        async let reasons = reasons([record])
        async let past = history.history(of: record.number, limit: Self.historyLimit)
        async let explanation = parts.workspaces.explain(record)
        async let known = parts.workspaces.known(record.number)
        let view = WorkspaceView(
            record: record,
            words: parts.words,
            log: LogView(workspace: record, window: try await window, level: call.query("level")),
            history: try await past,
            reason: try await reasons[record.number],
            explanation: try await explanation,
            known: try await known
        )
        return ConsolePage(
            title: record.name,
            caller: try call.user,
            content: view.html,
            problem: problem,
            place: .within("/"),
            isLive: true
        )
    }

    func rename(_ call: ConsoleCall) async throws -> Response {
        try await act(call) { record in
            let name = try call.form.fields([WorkspaceFields.name]).text(WorkspaceFields.name)
            try await parts.workspaces.rename(record.number, to: name)
        }
    }

    func ask(for request: WorkspaceRequest, _ call: ConsoleCall) async throws -> Response {
        try await act(call) { record in try await requests.ask(for: request, of: record.number) }
    }

    func confirmDeletion(_ call: ConsoleCall) async throws -> Response {
        let caller = try call.user
        let record = try await access.workspace(call.context.parameter("id"), for: caller)
        let address = ConsolePath.workspace(record)
        let content: HTML = """
            <h1>Delete \(HTML.name(record.name))?</h1>
            <form class="card narrow" method="post" action="\(address)delete/">
            <p>Its services stop, its machine or its place on a host is released, and its data is deleted. Its row and its
            log stay.</p>
            <div class="actions"><button class="danger">Delete \(record.workspaceID)</button>
            <a class="button" href="\(address)">Keep it</a></div>
            </form>
            """
        return ConsolePage(title: "Delete", caller: caller, content: content, place: .within("/")).response()
    }

    /// Carries out an action on a workspace and shows it again, with the refusal if there is one.
    private func act(
        _ call: ConsoleCall,
        _ body: (Workspace) async throws -> Void
    ) async throws -> Response {
        let record = try await access.workspace(call.context.parameter("id"), for: try call.user)
        do {
            try await body(record)
            return ConsolePage.redirect(to: ConsolePath.workspace(record))
        } catch let refusal as WorkspaceRefusal {
            let error = APIError(refusal)
            return try await page(of: record, call, problem: error.detail).response(error.status)
        } catch let error as APIError {
            return try await page(of: record, call, problem: error.detail).response(error.status)
        }
    }
}
