/// What a personal access token may do.
enum Scope: String, Sendable, CaseIterable {
    /// Read the user's objects.
    case read
    /// Change it.
    case write
    /// Do what staff may do; others cannot have it.
    case admin
}
