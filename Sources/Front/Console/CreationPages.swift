internal import Hummingbird
internal import Workspaces

/// Creates a workspace in two pages: the first asks for the properties, the second shows the plan and its cost, and
/// only its button creates the workspace.
struct CreationPages: Sendable {
    private static let fields = WorkspaceFields.all.filter { $0.name != WorkspaceFields.configuration.name }
    private static let key = "key"
    private static let longestKey = 255

    let workspaces: any WorkspaceStore
    let words: ProviderWords
    let estimate: @Sendable (NewWorkspace) async -> CostEstimate

    func form(_ call: ConsoleCall) throws -> Response {
        var form = call.form
        if form["deployment_type"].isEmpty {
            form = Form(["deployment_type": "cloud", "vcpu": "2", "ram_gb": "4", "storage_gb": "50"])
        }
        return page(try call.user, form, problem: nil).response()
    }

    /// Changes nothing.
    func plan(_ call: ConsoleCall) async throws -> Response {
        let caller = try call.user
        if call.form["back"] == "1" { return page(caller, call.form, problem: nil).response() }
        do {
            let wanted = try WorkspaceFields.workspace(call.form.fields(Self.fields))
            let price = await estimate(wanted)
            return ConsolePage(
                title: "Plan",
                caller: caller,
                content: plan(of: wanted, call.form, price, key: RandomToken.hex(bytes: 16)),
                place: .within("/")
            ).response()
        } catch {
            return page(caller, call.form, problem: error.detail).response(error.status)
        }
    }

    /// The key belongs to the plan: sending the same plan twice creates one workspace.
    func create(_ call: ConsoleCall) async throws -> Response {
        let caller = try call.user
        do {
            let wanted = try WorkspaceFields.workspace(call.form.fields(Self.fields))
            let key = call.form[Self.key]
            guard (1...Self.longestKey).contains(key.utf8.count), key.utf8.allSatisfy(\.isASCIILetterOrDigit) else {
                throw APIError(.badRequest, "Show the plan first.")
            }
            let text = Self.fields.map { "\($0.name)=\(call.form[$0.name])" }.joined(separator: "\n")
            let repetition = NewWorkspace.Repetition(key: key, digest: RandomToken.digest(text))
            switch try await workspaces.create(wanted, owner: caller.id, repetition: repetition) {
            case .made(let record), .repeated(let record):
                return ConsolePage.redirect(to: ConsolePath.workspace(record))
            case .keyTaken: throw APIError(.conflict, "This plan was already used; review it again.")
            case .limitReached(let count, let limit): throw WorkspaceEndpoints.limitReached(count, limit)
            }
        } catch let error as APIError {
            return page(caller, call.form, problem: error.detail).response(error.status)
        }
    }

    private func page(_ caller: Caller, _ form: Form, problem: String?) -> ConsolePage {
        let isOwn = form["deployment_type"] == DeploymentType.bareMetal.rawValue
        let cloud: HTML = isOwn ? "" : " checked"
        let own: HTML = isOwn ? " checked" : ""
        return ConsolePage(
            title: "New workspace",
            caller: caller,
            content: """
                <h1>New workspace</h1>
                <form class="card narrow" method="post" action="/new/plan/">
                <label for="name">Name</label>
                <input id="name" name="name" required maxlength="100" value="\(form["name"])">
                <fieldset><legend>Machine</legend>
                <label><input type="radio" name="deployment_type" value="cloud"\(cloud)> \(words.aServerTitle) of its own</label>
                <label><input type="radio" name="deployment_type" value="bare_metal"\(own)> A registered host</label>
                </fieldset>
                <label for="region">Region <small>for \(words.aServer); empty for the default</small></label>
                <input id="region" name="region" maxlength="50" pattern="[a-z0-9\\-]*" value="\(form["region"])">
                \(Self.amount("vcpu", "Processors", form))
                \(Self.amount("ram_gb", "Memory in GB", form))
                \(Self.amount("storage_gb", "Disk in GB", form))
                <button class="primary">Show the plan</button>
                </form>
                """,
            problem: problem,
            place: .within("/")
        )
    }

    private static func amount(_ name: String, _ label: String, _ form: Form) -> HTML {
        """
        <label for="\(name)">\(label)</label>
        <input id="\(name)" name="\(name)" type="number" inputmode="numeric" min="1" required value="\(form[name])">
        """
    }

    private func plan(of wanted: NewWorkspace, _ form: Form, _ price: CostEstimate, key: String) -> HTML {
        let steps = OperationKind.provision.steps(on: wanted.deploymentType).map {
            "<li>\($0.activity(calling: words.server))</li>" as HTML
        }
        let hidden = Self.fields.map { field -> HTML in
            #"<input type="hidden" name="\#(field.name)" value="\#(form[field.name])">"#
        }
        return """
            <h1>Plan for \(HTML.name(wanted.name))</h1>
            <section class="card"><h2>Cost</h2>\(cost(price))</section>
            <section class="card"><h2>What will happen</h2><ol>\(steps)</ol></section>
            <div class="actions">
            <form method="post" action="/new/">\(hidden)<input type="hidden" name="key" value="\(key)">
            <button class="primary">Create the workspace</button></form>
            <form method="post" action="/new/plan/">\(hidden)<input type="hidden" name="back" value="1">
            <button>Change it</button></form>
            </div>
            """
    }

    private func cost(_ price: CostEstimate) -> HTML {
        switch price {
        case .price(let size, let region, let cents):
            """
            <p class="cost"><strong>\(CostEstimate.dollars(cents))</strong> a month: \(words.server) \(size) in \(region).</p>
            """
        case .ownMachine: #"<p class="cost"><strong>$0.00</strong> a month: it runs on a registered host.</p>"#
        case .unknown(let why): "<p>The price is unknown at the moment. \(why)</p>"
        }
    }
}
