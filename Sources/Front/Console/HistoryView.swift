internal import Workspaces

/// Operations as a timeline: each with its steps, how long they took, and a bar for the share of the whole.
struct HistoryView: Sendable {
    let operations: [PastOperation]
    let words: ProviderWords
    /// Whether the workspace failed before an operation began.
    var isRefused = false

    var html: HTML {
        guard !operations.isEmpty else {
            return isRefused
                ? #"<p class="empty">No operation began: the request was refused, and the log shows why.</p>"#
                : #"<p class="empty">Nothing happened yet.</p>"#
        }
        return #"<ol class="timeline">\#(operations.map(item))</ol>"#
    }

    private func item(_ operation: PastOperation) -> HTML {
        let outcome = operation.outcome?.description ?? "in progress"
        let isOpen: HTML = operation.id == operations.first?.id ? " open" : ""
        let error: HTML = operation.error.map { "<p>\($0)</p>" as HTML } ?? ""
        let steps = operation.steps.map { step($0, of: operation) }
        return """
            <li><details id="operation-\(operation.id)"\(isOpen)>
            <summary><strong>\(operation.kind)</strong> \(outcome), \(Moments.at(operation.createdAt)), \
            \(Moments.duration(operation.duration))</summary>
            \(error)
            <table class="steps"><thead><tr><th scope="col">Step</th><th scope="col">Took</th>
            <th scope="col">Share</th></tr></thead><tbody>\(steps)</tbody></table>
            </details></li>
            """
    }

    private func step(_ step: PastOperation.Step, of operation: PastOperation) -> HTML {
        let share = operation.duration > 0 ? min(100, Int(step.duration / operation.duration * 100)) : 0
        return """
            <tr><th scope="row">\(StateView.activity(step.name, words))</th><td>\(Moments.duration(step.duration))</td>
            <td><meter min="0" max="100" value="\(share)">\(share) %</meter></td></tr>
            """
    }
}
