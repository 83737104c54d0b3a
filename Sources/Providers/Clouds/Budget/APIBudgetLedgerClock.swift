/// The time of a ledger, in milliseconds: the shared clock's, but never going back.
///
/// Daemons carry the shared clock on by themselves between two readings, so theirs differ by a little, which is borne.
/// A clock that was set back is followed from where it was, lest the ledger stand still until it has caught up.
struct APIBudgetLedgerClock: Hashable, Codable, Sendable {
    /// Above what the daemons' readings differ by, below what anybody sets a clock back by.
    private static let largestDifference = 5000

    private var now = 0
    private var offset = 0

    mutating func advance(to reading: Int) -> Int {
        if reading + offset < now - Self.largestDifference { offset = now - reading }
        now = max(now, reading + offset)
        return now
    }
}
