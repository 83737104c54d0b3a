internal import Workspaces

/// Adapts sentences written for the command line to readers of a page.
enum Advice {
    /// Verbs of `moorage workspace` that are buttons on a workspace's page.
    private static let buttons = [("cancel", "Cancel"), ("retry", "Retry"), ("repair", "Repair")]

    /// The sentence with the command replaced by the button.
    static func text(_ sentence: String, for workspace: String) -> String {
        var text = sentence
        for (verb, button) in buttons {
            let command = "moorage workspace \(verb)"
            text = text.replacing("\(command) \(workspace)", with: button).replacing(command, with: button)
        }
        return text
    }

    /// What would end a wait. A user without a host is directed to the enrolment of one.
    static func unblock(_ wait: Operation.Wait, in step: Written<OperationStep>, for workspace: String) -> HTML {
        guard wait.kind == .host, step == .place else {
            return "\(text(wait.unblock, for: workspace))"
        }
        return
            #"It continues automatically when a host with enough capacity is registered: <a href="/hosts/#enrol">enrol a machine</a>."#
    }
}
