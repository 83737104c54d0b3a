import CommandOutput

extension CommandFailure {
    /// What everybody is told who names a workspace that is not there, or somebody else's.
    static func noWorkspace(_ id: String) -> CommandFailure {
        CommandFailure("There is no workspace '\(Terminal.plain(id))'; see moorage workspace list.")
    }
}
