internal import Workspaces

/// Sentences that are written for those with a command line, said for those who have a page.
enum Advice {
    /// Verbs of `moorage workspace` that are buttons on a workspace's page.
    private static let buttons = [("cancel", "Cancel"), ("retry", "Retry"), ("repair", "Repair")]

    /// A sentence in which a button stands where it named the command.
    static func text(_ sentence: String, for workspace: String) -> String {
        var text = sentence
        for (verb, button) in buttons {
            let command = "moorage workspace \(verb)"
            text = text.replacing("\(command) \(workspace)", with: button).replacing(command, with: button)
        }
        return text
    }

    /// What would end a wait. Who has no host is led to where one is enrolled.
    static func unblock(_ wait: Operation.Wait, in step: Written<OperationStep>, for workspace: String) -> HTML {
        guard wait.kind == .host, step == .place else {
            return "\(text(wait.unblock, for: workspace))"
        }
        return
            #"It goes on by itself when a host with room is registered: <a href="/hosts/#enrol">enrol a machine</a>."#
    }
}
