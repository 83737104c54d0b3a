internal import Workspaces

/// A workspace's state in words: its status, and what is under way.
enum StateView {
    /// The status; what it means is said in words, the colour only repeats it.
    static func status(_ status: String) -> HTML {
        let tone: HTML =
            switch status {
            case "active": "good"
            case "failed": "bad"
            case "decommissioned", "suspended": "idle"
            default: "busy"
            }
        return #"<span class="status \#(tone)">\#(status.replacing("_", with: " "))</span>"#
    }

    /// Step n of m with its bar, elapsed time, and what is waited for; nothing when nothing is under way.
    static func operation(_ record: Workspace) -> HTML {
        guard let operation = record.operation else { return "" }
        let place = WorkspaceJSON.place(operation, record.deploymentType)
        let position: HTML =
            place.map {
                """
                step \($0.number) of \($0.count)
                <progress max="\($0.count)" value="\($0.number - 1)" aria-label="Progress"></progress>
                """
            } ?? "beside the usual steps:"
        let stopping: HTML = operation.isCancelled ? " · asked to stop" : ""
        return """
            <p class="operation"><strong>\(operation.kind)</strong>, \(position)
            \(activity(operation.step)) · requested \(Moments.since(operation.createdAt)) ago\(stopping)</p>
            \(operation.wait.map { wait($0, in: operation, of: record) })
            """
    }

    static func activity(_ step: String) -> String { OperationStep(rawValue: step)?.activity() ?? step }

    /// What every step waits for, its own end, is said already.
    private static func wait(
        _ wait: Operation.Wait,
        in operation: Operation,
        of record: Workspace
    ) -> HTML {
        let isOwnEnd = wait.kind == WaitingOn.Kind.step.rawValue
        let detail: HTML =
            isOwnEnd
            ? "In this step for \(Moments.since(wait.since))."
            : "Waiting for \(Moments.since(wait.since)): \(Advice.text(wait.detail, for: record.workspaceID))"
        let unblock = Advice.unblock(wait, in: operation.step, for: record.workspaceID)
        return #"<p class="wait">\#(detail) <span>\#(unblock)</span></p>"#
    }
}
