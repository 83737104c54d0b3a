package import Workspaces

/// A rule that a history broke.
package struct Violation: Error, Hashable, Sendable {
    /// What must hold in every history.
    package enum Rule: String, Hashable, Sendable, CaseIterable {
        /// A state follows another only if the state machine allows it, and each transition happens once.
        case illegalTransition = "illegal transition"
        /// At most one live droplet for a workspace and generation.
        case twoDroplets = "two droplets"
        /// Nothing is done outside before it is recorded.
        case actedBeforeCommit = "acted before commit"
        /// No write and no effect of an older claim is accepted after a newer one.
        case olderClaimActed = "an older claim acted"
        /// No two workspaces use the same port of a host.
        case sharedPort = "shared port"
        /// A finished operation does not change.
        case finishedChanged = "the finished changed"
        /// The log is numbered without gaps and its times increase.
        case logGap = "gap in the log"
        /// An unfinished operation says what it waits for.
        case waitsForNothing = "waits for nothing"
        /// Everything ends, or waits for something outside.
        case endless = "never ends"
        /// Nothing is left of a removed workspace.
        case leak = "left behind"
        /// An active workspace has what it needs.
        case notBuilt = "active but not built"
        /// When all is quiet, a workspace is what its user requested last.
        case lastWord = "the last word does not count"
        /// The API is not called more often than it allows.
        case overBudget = "over the API's budget"
    }

    /// Which.
    package let rule: Rule
    /// How, in a sentence.
    package let detail: String
    /// The workspace, if it concerns one.
    package let workspace: WorkspaceNumber?
}
