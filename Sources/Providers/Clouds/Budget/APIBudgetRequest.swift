/// A call that somebody wants to send, or some that are of no use one without the other.
package struct APIBudgetRequest: Hashable, Codable, Sendable {
    /// Names the call: who asks again under the same name keeps the place in the queue. Whoever wants the same thing
    /// stands in one place.
    package var key: String
    /// How many calls are granted together, or none of them.
    package var calls: Int
    /// What it is for.
    package var callClass: APIBudgetCallClass
    /// Whose work it is; nil for what serves all owners.
    package var owner: Int64?
    /// Whether it begins something that needs more calls later. An owner's unfinished work comes before new work.
    package var isBeginning: Bool
    /// Whether it serves all who wait, so that one in a while is enough, whichever daemon sends it.
    package var isShared: Bool

    package init(
        key: String,
        calls: Int = 1,
        callClass: APIBudgetCallClass,
        owner: Int64? = nil,
        isBeginning: Bool = false,
        isShared: Bool = false
    ) {
        self.key = key
        self.calls = calls
        self.callClass = callClass
        self.owner = owner
        self.isBeginning = isBeginning
        self.isShared = isShared
    }
}
