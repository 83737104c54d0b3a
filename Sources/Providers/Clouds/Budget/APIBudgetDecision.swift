/// What a ledger says to an entry.
package enum APIBudgetDecision: Hashable, Sendable {
    /// The call may be sent, and is counted under this number until it is settled; each further one that was asked for
    /// with it, under the next number.
    case granted(Int)
    /// Not before this time has passed. It is not counted.
    ///
    /// - Parameter place: in the queue of those who wait, from 1.
    case wait(Duration, place: Int)
    /// A shared call was sent a moment ago, perhaps by another daemon; the next is due after this time.
    case notYet(Duration)
    /// A settlement, or what was given back, is taken in.
    case settled

    /// Whether the ledger is as it was.
    package var changesNothing: Bool {
        if case .notYet = self { true } else { false }
    }
}
