internal import Workspaces

/// Adapts sentences written for the command line to readers of a page.
enum Advice {
    /// The sentence with the command replaced by the label of the button.
    static func text(_ sentence: String, for workspace: String) -> String {
        var text = sentence
        for button in WorkspaceButton.allCases {
            let command = "moorage workspace \(button.rawValue)"
            text = text.replacing("\(command) \(workspace)", with: button.label).replacing(command, with: button.label)
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
