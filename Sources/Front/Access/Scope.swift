/// What a personal access token may do.
enum Scope: String, Sendable, CaseIterable {
    /// Look at what is the user's.
    case read
    /// Change it.
    case write
    /// What staff may do; others cannot have it.
    case admin
}
