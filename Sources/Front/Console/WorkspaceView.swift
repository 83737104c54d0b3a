internal import Workspaces

/// One workspace: state, actions, log, endpoints, ports, history.
struct WorkspaceView: Sendable {
    let record: Workspace
    let words: ProviderWords
    let log: LogView
    let history: [PastOperation]
    /// Why it failed, according to its log; nil unless it failed.
    let reason: String?
    let explanation: Explanation
    let known: KnownWorkspace

    private var address: String { ConsolePath.workspace(record) }

    var html: HTML {
        """
        <p><a href="/">All workspaces</a></p>
        <h1>\(HTML.name(record.name)) <code>\(record.workspaceID)</code></h1>
        <section id="state" class="card" data-refresh aria-label="State">
        \(StateView.status(record.status))
        \(StateView.operation(record.operation, of: record.workspaceID, words))
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
        <section id="history" class="card" data-refresh><h2>History</h2>\(HistoryView(operations: history, words: words, isRefused: isRefused).html)</section>
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
        return #"<p class="wait">A request is waiting for a daemon.</p>"#
    }

    /// Whether the row was refused before an operation began.
    private var isRefused: Bool { record.isAtRestAsFailed && explanation.last == nil }

    /// How the last operation ended, if none is in progress.
    private var ending: HTML {
        if isRefused { return WorkspaceTable.reason(reason, for: record) ?? "" }
        guard record.operation == nil, let last = explanation.last else { return "" }
        let error = last.error.map { ": \(Advice.text($0, for: record.workspaceID))" } ?? "."
        let ended = last.outcome == .cancelled ? "was cancelled" : last.outcome.description
        return "<p>The last operation, \(last.kind), \(ended) at \(Moments.at(last.finishedAt))\(error)</p>"
    }

    private var drift: HTML {
        guard !explanation.drift.isEmpty else { return "" }
        let items = explanation.drift.map { difference -> HTML in
            "<li>\(difference.detail) \(difference.isRepairable ? "A repair mends it." : "")</li>"
        }
        return #"<p>It differs from what was built:</p><ul>\#(items)</ul>"#
    }

    /// The requests that the desk accepts now, each as a button. A provision that would only wait for another operation
    /// has no button, and neither has a repair that would repair nothing.
    private var actions: HTML {
        var buttons: [HTML] = []
        if decide(.cancel).isTaken { buttons.append(button("Cancel", "cancel/")) }
        switch decide(.operation(.provision)).answer {
        case .start, .removeThenStart, .stopThenQueue: buttons.append(button("Retry", "retry/", isPrimary: true))
        case .queue, .stop, .conclude, .forward, .nothing, .refuse: break
        }
        if decide(.operation(.repair)).isTaken, explanation.drift.contains(where: \.isRepairable) {
            buttons.append(button("Repair", "repair/", isPrimary: true))
        }
        if decide(.operation(.decommission)).isTaken {
            buttons.append(#"<a class="button danger" href="\#(address)delete/">Delete…</a>"#)
        }
        return "\(buttons)"
    }

    private func decide(_ request: WorkspaceRequest) -> RequestDesk.Decision {
        RequestDesk.decide(request, knowing: known)
    }

    private func button(_ label: String, _ path: String, isPrimary: Bool = false) -> HTML {
        let style: HTML = isPrimary ? #" class="primary""# : ""
        return #"<form method="post" action="\#(address)\#(path)"><button\#(style)>\#(label)</button></form>"#
    }

    private var endpoints: HTML {
        """
        <dl>
        <dt>Address</dt><dd>\(record.instanceURL.isEmpty ? "not yet" : HTML.link(to: record.instanceURL))</dd>
        \(tailnet)
        <dt>IP address</dt><dd>\(record.ipAddress ?? "not yet")</dd>
        <dt>Machine</dt><dd>\(WorkspaceTable.machine(record, words))</dd>
        <dt>Monthly cost</dt><dd>$\(record.monthlyCost)</dd>
        <dt>Created</dt><dd>\(record.createdAt.map(Moments.at))</dd>
        </dl>
        """
    }

    private var tailnet: HTML {
        record.tailscaleURL.isEmpty ? "" : "<dt>Tailnet</dt><dd>\(HTML.link(to: record.tailscaleURL))</dd>"
    }

    private var ports: HTML {
        let ports = record.portAllocation
        guard !ports.isEmpty else { return "<p>None.</p>" }
        let note: HTML = record.recordedPorts.isEmpty ? "<p>Preferred; taken when they are free on the host.</p>" : ""
        let rows = ports.sorted { $0.key < $1.key }.map { service, port -> HTML in
            "<dt>\(service)</dt><dd><code>\(port)</code></dd>"
        }
        return "\(note)<dl>\(rows)</dl>"
    }
}
