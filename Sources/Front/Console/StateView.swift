internal import Workspaces

/// A workspace's state in words: its status, and the operation in progress.
enum StateView {
    /// The status; words say what it means, and the colour only repeats it.
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

    /// Step n of m with its bar, elapsed time, and what it waits for; nothing if no operation is in progress.
    ///
    /// - Parameter workspace: its public name.
    static func operation(_ operation: Operation?, of workspace: String, _ words: ProviderWords) -> HTML {
        guard let operation else { return "" }
        var position: HTML = "in addition to the usual steps:"
        if let number = operation.stepNumber, let count = operation.stepCount {
            position = """
                step \(number) of \(count)
                <progress max="\(count)" value="\(number - 1)" aria-label="Progress"></progress>
                """
        }
        let stopping: HTML = operation.isCancelled ? " · asked to stop" : ""
        return """
            <p class="operation"><strong>\(operation.kind)</strong>, \(position)
            \(activity(operation.step, words)) · requested \(Moments.since(operation.createdAt)) ago\(stopping)</p>
            \(operation.waitingOn.map { wait($0, in: operation, of: workspace) })
            """
    }

    /// A step's description, or its name if this version does not know the step.
    static func activity(_ step: Written<OperationStep>, _ words: ProviderWords) -> String {
        step.word?.activity(calling: words.server) ?? step.description
    }

    /// Every step waits for its own end, so this needs no mention.
    private static func wait(
        _ wait: Operation.Wait,
        in operation: Operation,
        of workspace: String
    ) -> HTML {
        let isOwnEnd = wait.kind == .step
        let detail: HTML =
            isOwnEnd
            ? "In this step for \(Moments.since(wait.since))."
            : "Waiting for \(Moments.since(wait.since)): \(Advice.text(wait.detail, for: workspace))"
        let unblock = Advice.unblock(wait, in: operation.step, for: workspace)
        return #"<p class="wait">\#(detail) <span>\#(unblock)</span></p>"#
    }
}
