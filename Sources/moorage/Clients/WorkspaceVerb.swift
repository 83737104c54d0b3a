/// What can be asked for a workspace that is there.
enum WorkspaceVerb: Sendable {
    /// Again.
    ///
    /// - Parameter keepForDebuggingHours: for how long what it made stays if it fails; nil to remove it at once.
    case provision(keepForDebuggingHours: Int?)
    case repair
    case decommission
    case cancel
}
