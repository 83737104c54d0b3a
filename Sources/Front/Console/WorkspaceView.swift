internal import PortAllocator
internal import Services
internal import Workspaces

/// One workspace: state, actions, log, endpoints, ports, history.
struct WorkspaceView: Sendable {
    let record: Workspace
    let log: LogView
    let history: [PastOperation]
    /// Why it failed, as its log says; nil unless it did.
    let reason: String?
    let explanation: Explanation

    private var address: String { ConsolePath.workspace(record) }

    var html: HTML {
        """
        <p><a href="/">All workspaces</a></p>
        <h1>\(HTML.name(record.name)) <code>\(record.workspaceID)</code></h1>
        <section id="state" class="card" data-refresh aria-label="State">
        \(StateView.status(record.status))
        \(StateView.operation(record))
        \(waitingRequest)
        \(ending)
        \(drift)
        <div class="actions">\(actions)</div>
        </section>
        \(log.html)
        <div class="columns">
        <section id="endpoints" class="card" data-refresh><h2>Endpoints</h2>\(endpoints)</section>
        <section id="ports" class="card" data-refresh><h2>Ports</h2>\(ports)</section>
        </div>
        <section id="history" class="card" data-refresh><h2>History</h2>\(HistoryView(operations: history, isRefused: isRefused).html)</section>
        <section class="card"><h2>Rename</h2>
        <form class="inline" method="post" action="\(address)rename/">
        <label for="name">Name</label>
        <input id="name" name="name" required maxlength="100" value="\(record.name)">
        <button>Rename</button>
        </form>
        </section>
        """
    }

    private var waitingRequest: HTML {
        guard record.operation == nil, explanation.isRequestWaiting else { return "" }
        return #"<p class="wait">A request waits for a daemon to take it.</p>"#
    }

    /// Whether the row was refused before an operation began.
    private var isRefused: Bool { record.isAtRestAsFailed && explanation.last == nil }

    /// How the last operation ended, when nothing is under way.
    private var ending: HTML {
        if isRefused { return WorkspaceTable.reason(reason, for: record) ?? "" }
        guard record.operation == nil, let last = explanation.last else { return "" }
        let error = last.error.map { ": \(Advice.text($0, for: record.workspaceID))" } ?? "."
        let ended = last.outcome == "cancelled" ? "was cancelled" : last.outcome
        return "<p>The last operation, \(last.kind), \(ended) at \(Moments.at(last.finishedAt))\(error)</p>"
    }

    private var drift: HTML {
        guard !explanation.drift.isEmpty else { return "" }
        let items = explanation.drift.map { difference -> HTML in
            "<li>\(difference.detail) \(difference.isRepairable ? "A repair mends it." : "")</li>"
        }
        return #"<p>It differs from what was built:</p><ul>\#(items)</ul>"#
    }

    private var isServerGone: Bool { explanation.drift.contains { $0.kind == Drift.Kind.serverGone } }

    private var actions: HTML {
        var buttons: [HTML] = []
        let isUnderWay = record.operation != nil || explanation.isRequestWaiting
        if isUnderWay {
            buttons.append(#"<form method="post" action="\#(address)cancel/"><button>Cancel</button></form>"#)
        }
        // What is kept of a failed provision is an operation under way, which a retry ends.
        let hasEnded = ["failed", "decommissioned"].contains(record.status)
        if !explanation.isRequestWaiting, hasEnded || (isServerGone && !isUnderWay) {
            buttons.append(
                #"<form method="post" action="\#(address)retry/"><button class="primary">Retry</button></form>"#
            )
        } else if !isUnderWay, explanation.drift.contains(where: \.isRepairable) {
            buttons.append(
                #"<form method="post" action="\#(address)repair/"><button class="primary">Repair</button></form>"#
            )
        }
        if !["decommissioned", "decommissioning"].contains(record.status) {
            buttons.append(#"<a class="button danger" href="\#(address)delete/">Delete…</a>"#)
        }
        return "\(buttons)"
    }

    private var endpoints: HTML {
        """
        <dl>
        <dt>Address</dt><dd>\(record.instanceURL.isEmpty ? "not yet" : HTML.link(to: record.instanceURL))</dd>
        \(tailnet)
        <dt>IP address</dt><dd>\(record.ipAddress ?? "not yet")</dd>
        <dt>Machine</dt><dd>\(WorkspaceTable.machine(record))</dd>
        <dt>Monthly cost</dt><dd>$\(record.monthlyCost)</dd>
        <dt>Created</dt><dd>\(record.createdAt.map(Moments.at))</dd>
        </dl>
        """
    }

    private var tailnet: HTML {
        record.tailscaleURL.isEmpty ? "" : "<dt>Tailnet</dt><dd>\(HTML.link(to: record.tailscaleURL))</dd>"
    }

    private var ports: HTML {
        guard let id = WorkspaceID(record.workspaceID) else { return "<p>None.</p>" }
        let block = WorkspaceJSON.block(id, record.ports)
        let note: HTML = record.ports.isEmpty ? "<p>Preferred; taken when they are free on the host.</p>" : ""
        let rows = block.map { service, port -> HTML in
            "<dt>\(service.rawValue)</dt><dd><code>\(record.ports[service.rawValue] ?? port)</code></dd>"
        }
        return "\(note)<dl>\(rows)</dl>"
    }
}
