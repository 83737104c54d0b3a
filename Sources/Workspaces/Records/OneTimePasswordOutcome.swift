/// How storing a code ended.
package enum OneTimePasswordOutcome: Sendable {
    /// It is good from now on.
    case made(OneTimePassword)
    /// Another workspace has this code; draw another.
    case codeTaken
    /// The workspace has as many good codes as allowed: each makes guessing easier.
    case limitReached
}
