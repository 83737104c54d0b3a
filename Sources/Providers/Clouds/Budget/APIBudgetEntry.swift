/// One entry for a ledger.
package enum APIBudgetEntry: Hashable, Sendable {
    /// A call is wanted.
    case request(APIBudgetRequest)
    /// A granted call has ended; the report is nil if no answer arrived.
    case settle(grant: Int, APIBudgetReport?)
    /// Granted calls will not be sent.
    case giveBack([Int])
}

/// The purpose of an API call. If the budget is low, more important calls are still served.
package enum APIBudgetCallClass: Int, Codable, Sendable, CaseIterable, Comparable {
    /// Looking for leftovers.
    case sweep
    /// Checking a state.
    case poll
    /// Making something.
    case create
    /// Removing something, which costs money until it is gone.
    case teardown

    /// Orders by importance.
    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

    /// The share of a limit that this class leaves to more important ones.
    func reserve(of limit: Int) -> Int {
        switch self {
        case .teardown: 0
        case .create: limit * 15 / 100
        case .poll: limit * 30 / 100
        case .sweep: limit * 50 / 100
        }
    }

    /// For a sentence: "calls that …".
    var calls: String {
        switch self {
        case .sweep: "calls that look for leftovers"
        case .poll: "calls that check a state"
        case .create: "calls that create"
        case .teardown: "calls that remove"
        }
    }
}

/// A call that somebody wants to send, or several that are useless without each other.
package struct APIBudgetRequest: Hashable, Codable, Sendable {
    /// Identifies the call: a repeated request with the same name keeps the place in the queue. Requests for the same
    /// thing share one place.
    package var key: String
    /// How many calls are granted together; if they do not all fit, none is granted.
    package var calls: Int
    /// Its purpose.
    package var callClass: APIBudgetCallClass
    /// The owner of the work; nil for work that serves all owners.
    package var owner: Int64?
    /// Whether it begins something that needs more calls later. An owner's unfinished work comes before new work.
    package var isBeginning: Bool
    /// Whether it serves all waiting callers, so that one per period is enough, whichever daemon sends it.
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

/// An answer's report about the budget.
package struct APIBudgetReport: Hashable, Sendable {
    /// Requests in an hour (`ratelimit-limit`).
    package var limit: Int?
    /// Requests left in the hour (`ratelimit-remaining`).
    package var remaining: Int?
    /// How long until the oldest request expires, which frees one (`ratelimit-reset`).
    package var untilReset: Duration?
    /// Whether the request was refused because of the budget (429).
    package var isRefusal: Bool
    /// How long to send nothing at all (`retry-after`); only comes with the refusal of a burst.
    package var retryAfter: Duration?

    package init(
        limit: Int? = nil,
        remaining: Int? = nil,
        untilReset: Duration? = nil,
        isRefusal: Bool = false,
        retryAfter: Duration? = nil
    ) {
        self.limit = limit
        self.remaining = remaining
        self.untilReset = untilReset
        self.isRefusal = isRefusal
        self.retryAfter = retryAfter
    }
}

/// A ledger's answer to an entry.
package enum APIBudgetDecision: Hashable, Sendable {
    /// The call may be sent, and is counted under this number until it is settled; each further call requested with it
    /// has the next number.
    case granted(Int)
    /// Not before this time has passed. It is not counted.
    ///
    /// - Parameter place: in the queue, from 1.
    case wait(Duration, place: Int)
    /// A shared call was sent a moment ago, perhaps by another daemon; the next is due after this time.
    case notYet(Duration)
    /// A settlement or a returned grant was applied.
    case settled

    /// Whether the ledger is unchanged.
    package var changesNothing: Bool {
        if case .notYet = self { true } else { false }
    }
}

/// How many requests an API budget has left.
package struct APIBudgetRemaining: Hashable, Sendable {
    /// In the current minute, by the ledger's count.
    package var minute: Int
    /// In the current hour, by the ledger's count or the API's report, whichever is less.
    package var hour: Int
    /// How many calls wait for budget.
    package var waiting: Int

    /// Sets each number.
    package init(minute: Int, hour: Int, waiting: Int = 0) {
        self.minute = minute
        self.hour = hour
        self.waiting = waiting
    }
}
