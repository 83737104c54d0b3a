internal import HTTPTypes
internal import Hummingbird
internal import Workspaces

/// The user's hosts with their capacity, and the command that enrols a machine.
struct HostPages: Sendable {
    let hosts: any HostStore
    let words: ProviderWords
    let isSecure: Bool

    private var endpoints: HostEndpoints { HostEndpoints(hosts: hosts) }

    func list(_ call: ConsoleCall) async throws -> Response {
        try await page(call, command: "", problem: nil).response()
    }

    /// The token is only in this answer.
    func enrol(_ call: ConsoleCall) async throws -> Response {
        do {
            let fields = call.form.fields([HostFields.name, HostFields.isShared])
            let (_, token) = try await endpoints.enrol(fields, for: call.user, nil)
            let command = InstallerRoute.command(for: call.request, token: token, isSecure: isSecure)
            let shown: HTML = """
                <section class="card" aria-labelledby="line"><h2 id="line">Run this on the machine</h2>
                <p>Run it unchanged, within an hour. It checks the machine, lists the changes and asks for confirmation first. The
                The token is shown only once.</p>
                <pre id="command" tabindex="0"><code>\(command)</code></pre>
                <button id="copy" data-copies="command" hidden>Copy</button> <span id="copied" role="status"></span>
                </section>
                """
            return try await page(call, command: shown, problem: nil).response()
        } catch let error as APIError {
            return try await page(call, command: "", problem: error.detail).response(error.status)
        }
    }

    func remove(_ call: ConsoleCall) async throws -> Response {
        let record = try await endpoints.host(call.context.number("id"), for: call.user)
        do {
            try await endpoints.remove(record)
            return ConsolePage.redirect(to: "/hosts/")
        } catch let error as APIError {
            return try await page(call, command: "", problem: error.detail).response(error.status)
        }
    }

    func withdraw(_ call: ConsoleCall) async throws -> Response {
        try await endpoints.withdraw(call.context.number("id"), for: call.user)
        return ConsolePage.redirect(to: call.form["from"] == "operators" ? "/operators/" : "/hosts/")
    }

    private func page(_ call: ConsoleCall, command: HTML, problem: String?) async throws -> ConsolePage {
        let caller = try call.user
        let own = try await hosts.hosts(owner: caller.id)
        let enrolments = try await hosts.enrolments(of: caller.id, limit: HostEndpoints.listLimit)
            .filter { $0.state.word != .accepted }
        let shared: HTML =
            caller.isStaff
            ? #"<label><input type="checkbox" name="shared"> It takes everybody's workspaces</label>"# : ""
        let onTheirWay: HTML =
            enrolments.isEmpty ? "" : "<h3>On their way</h3>\(EnrolmentTable(enrolments: enrolments).html)"
        let content: HTML = """
            <h1>Hosts</h1>
            \(command)
            <div id="hosts" data-refresh>\(HostTable(hosts: own, words: words, canRemove: true).html)</div>
            <section class="card" id="enrol"><h2>Enrol a machine</h2>
            <p>\(Distribution.inWords("or")), with systemd, 4 GB of memory and 10 GB of free disk.</p>
            <form class="inline" method="post" action="/hosts/enrol/">
            <label for="name">Name</label><input id="name" name="name" maxlength="100">\(shared)
            <button class="primary">Make the line</button>
            </form>
            <div id="enrolments" data-refresh>\(onTheirWay)</div>
            </section>
            """
        return ConsolePage(
            title: "Hosts",
            caller: caller,
            content: content,
            problem: problem,
            place: .at("/hosts/"),
            isLive: true
        )
    }
}
