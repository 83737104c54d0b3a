package import Workspaces

/// A rule that a history broke.
package struct Violation: Error, Hashable, Sendable {
    /// What must hold in every history.
    package enum Rule: String, Hashable, Sendable, CaseIterable {
        /// A state follows another only where the state machine says so, and each transition once.
        case illegalTransition = "illegal transition"
        /// At most one live droplet for a workspace and generation.
        case twoDroplets = "two droplets"
        /// Nothing is done outside before it is written down.
        case actedBeforeCommit = "acted before commit"
        /// No write and no effect of an older claim is accepted after a newer one.
        case olderClaimActed = "an older claim acted"
        /// No two workspaces use one port of a host.
        case sharedPort = "shared port"
        /// What has ended does not change.
        case finishedChanged = "the finished changed"
        /// The log is numbered without gaps and its times grow.
        case logGap = "gap in the log"
        /// What is unfinished says what it waits for.
        case waitsForNothing = "waits for nothing"
        /// Everything ends, or waits for something from outside.
        case endless = "never ends"
        /// Nothing of a workspace that is gone is left.
        case leak = "left behind"
        /// An active workspace has what it needs.
        case notBuilt = "active but not built"
        /// When all is quiet, a workspace is what was asked for last.
        case lastWord = "the last word does not count"
        /// The API is not asked more often than it allows.
        case overBudget = "over the API's budget"
    }

    /// Which.
    package let rule: Rule
    /// How, in a sentence.
    package let detail: String
    /// The workspace that it concerns, if it is one.
    package let workspace: WorkspaceNumber?
}
