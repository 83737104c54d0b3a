/// Decides who may send a request to an API that limits them by the minute and by the hour. Pure: the time is passed
/// in; the whole ledger is plain data, so that several daemons can share it.
///
/// A call counts from its grant on, and until a minute (an hour) after it was settled: somewhere between the two the
/// API counted it. One that is never settled, because its daemon died, counts as settled when it can no longer be
/// under way. The API reports only the hour's remainder, so the minute is counted here; a token is shared with people
/// and other programs, so what the API reports corrects our own count of the hour.
package struct APIBudgetLedger: Hashable, Codable, Sendable {
    /// How long a reported remainder is believed. When it is older, one request is let through to bring a new one.
    static let reportLifetime = Duration.seconds(60)
    /// The shortest wait that is asked for: less would only make a caller spin.
    static let shortestWait = Duration.seconds(1)
    /// The longest wait that is asked for, so that a wrong header cannot stop us for a day.
    static let longestWait = Duration.seconds(15 * 60)
    /// The longest that a call can be under way from its grant: the time that a bundle keeps, a client's deadline, and a
    /// little.
    static let longestFlight = Duration.seconds(80)
    /// Calls before the first answer: they find out what the limits are. The smallest limits that we work under are a
    /// tenth of the usual ones, 25 a minute.
    static let callsBeforeFirstAnswer = 10
    /// The part of the hour, one in so many, that shared polls may use up.
    static let sharedPart = 4

    var limits: APIBudgetLimits
    private var configured: APIBudgetLimits
    private var reportedLimit: Int?
    var minute: APIBudgetWindow
    var hour: APIBudgetWindow
    private var clock = APIBudgetLedgerClock()
    /// When calls were granted that are not settled, by number.
    private var flights: [Int: Int] = [:]
    private var nextGrant = 1
    private var blockedUntil = 0
    private var standing: APIBudgetStanding?
    private var hasAnswer = false
    private var queue = APIBudgetQueue()
    private var shares = APIBudgetShares()
    /// When each shared call was last granted.
    private var sharedAt: [String: Int] = [:]

    /// Starts with unused windows.
    package init(limits: APIBudgetLimits = APIBudgetLimits()) {
        self.limits = limits
        configured = limits
        minute = APIBudgetWindow(limit: limits.perMinute, seconds: 60, sliceSeconds: 1)
        hour = APIBudgetWindow(limit: limits.perHour, seconds: 3600, sliceSeconds: 10)
    }

    /// The same ledger under limits that were configured anew.
    package func under(_ limits: APIBudgetLimits) -> Self {
        guard limits != configured else { return self }
        var ledger = self
        ledger.configured = limits
        ledger.adoptLimits()
        return ledger
    }

    /// Takes in what happened and decides what is wanted, in order.
    ///
    /// - Parameter reading: of the clock that all who share the ledger read, since any fixed moment.
    package mutating func apply(_ entries: [APIBudgetEntry], at reading: Duration) -> [APIBudgetDecision] {
        let now = clock.advance(to: Self.milliseconds(reading))
        expire(at: now)
        return entries.map { entry in
            switch entry {
            case .request(let request):
                return decide(request, at: now)
            case .settle(let grant, let report):
                settle(grant, report, at: now)
                return .settled
            case .giveBack(let grants):
                for grant in grants { flights[grant] = nil }
                return .settled
            }
        }
    }

    /// What is left for the most important class.
    package func remaining(at reading: Duration) -> APIBudgetRemaining {
        var ledger = self
        ledger.expire(at: ledger.clock.advance(to: Self.milliseconds(reading)))
        let ours = ledger.limits.perHour - ledger.hour.total - ledger.flights.count
        return APIBudgetRemaining(
            minute: max(0, ledger.limits.perMinute - ledger.minute.total - ledger.flights.count),
            hour: max(0, min(ours, ledger.standing?.left ?? ours)),
            waiting: ledger.queue.count
        )
    }

    private mutating func decide(_ request: APIBudgetRequest, at now: Int) -> APIBudgetDecision {
        if request.isShared, let last = sharedAt[request.key] {
            let due = last + hour.length * Self.sharedPart / limits.perHour
            if now < due { return .notYet(.milliseconds(due - now)) }
        }
        let ahead = queue.ahead(of: request)
        if let wait = wait(for: request, behind: ahead.calls, at: now) {
            let wait = Self.bounded(wait)
            queue.wait(request, until: now + Self.milliseconds(wait))
            return .wait(wait, place: ahead.places + 1)
        }
        return .granted(grant(request, at: now))
    }

    private mutating func grant(_ request: APIBudgetRequest, at now: Int) -> Int {
        queue.serve(request)
        let first = nextGrant
        for _ in 0..<request.calls {
            flights[nextGrant] = now
            nextGrant += 1
            standing?.grant(at: now)
            if let owner = request.owner { shares.record(owner, at: now) }
        }
        if request.isShared { sharedAt[request.key] = now }
        return first
    }

    /// In milliseconds; nil when there is room now.
    private func wait(for request: APIBudgetRequest, behind ahead: Int, at now: Int) -> Int? {
        if now < blockedUntil { return blockedUntil - now }
        if !hasAnswer, flights.count >= Self.callsBeforeFirstAnswer { return Self.milliseconds(Self.shortestWait) }
        let others = shares.reserve(against: request.callClass == .teardown ? nil : request.owner, of: limits)
        let waits = [
            wait(for: request, in: minute, leaving: others.perMinute, behind: ahead, at: now),
            wait(for: request, in: hour, leaving: others.perHour, behind: ahead, at: now),
            standing?.wait(
                behind: ahead + request.calls - 1 + request.callClass.reserve(of: limits.perHour),
                at: now
            ),
        ]
        return waits.compactMap(\.self).max()
    }

    private func wait(
        for request: APIBudgetRequest,
        in window: APIBudgetWindow,
        leaving othersReserve: Int,
        behind ahead: Int,
        at now: Int
    ) -> Int? {
        let reserve = request.callClass.reserve(of: window.limit) + othersReserve
        // Less than what is wanted together is never granted: then the reserve must give.
        let capacity = max(request.calls, window.limit - reserve)
        var full = window
        full.record(flights.count, at: now)
        guard full.total + ahead + request.calls > capacity else { return nil }
        // Who waits behind more than a window holds waits for whole windows first.
        let (windows, rest) = ahead.quotientAndRemainder(dividingBy: capacity)
        return windows * window.length + full.time(untilAtMost: max(0, capacity - request.calls - rest), at: now)
    }

    private mutating func settle(_ grant: Int, _ report: APIBudgetReport?, at now: Int) {
        if flights.removeValue(forKey: grant) != nil { count(at: now) }
        guard let report else { return }
        hasAnswer = true
        if let limit = report.limit, limit > 0, limit != reportedLimit {
            reportedLimit = limit
            adoptLimits()
        }
        if report.isRefusal {
            let wait = report.retryAfter ?? report.untilReset ?? Self.reportLifetime
            blockedUntil = max(blockedUntil, now + Self.milliseconds(Self.bounded(wait)))
        }
        // A refused burst reports a remainder of 0 that says nothing about the hour.
        let isBurst = report.isRefusal && report.retryAfter != nil
        if let remaining = report.remaining, !isBurst {
            standing = APIBudgetStanding(remaining: remaining, at: now, sentSince: flights.count)
        }
    }

    private mutating func adoptLimits() {
        limits = reportedLimit.map(configured.within(hourlyLimit:)) ?? configured
        minute.limit = limits.perMinute
        hour.limit = limits.perHour
    }

    private mutating func count(at moment: Int) {
        minute.record(at: moment)
        hour.record(at: moment)
    }

    private mutating func expire(at now: Int) {
        for (grant, grantedAt) in flights {
            let endedAt = grantedAt + Self.milliseconds(Self.longestFlight)
            guard endedAt < now else { continue }
            flights[grant] = nil
            count(at: endedAt)
        }
        minute.expire(at: now)
        hour.expire(at: now)
        shares.expire(at: now)
        queue.expire(at: now)
        sharedAt = sharedAt.filter { now - $0.value < hour.length }
    }

    private static func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }

    private static func bounded(_ wait: Duration) -> Duration { min(max(wait, shortestWait), longestWait) }

    private static func bounded(_ milliseconds: Int) -> Duration { bounded(.milliseconds(milliseconds)) }
}

/// What the API last reported of the hour, and what was sent since.
struct APIBudgetStanding: Hashable, Codable, Sendable {
    var remaining: Int
    var at: Int
    /// Calls granted since, or not answered then: they may not be in the report.
    var sentSince: Int

    var left: Int { remaining - sentSince }

    /// How long to wait when so many calls are to be left, in milliseconds; nil when there is room. A report that is too
    /// old is no reason to wait: one call brings a new one.
    func wait(behind reserve: Int, at now: Int) -> Int? {
        guard left - reserve <= 0 else { return nil }
        let probeAt = at + Self.lifetime
        return now >= probeAt ? nil : probeAt - now
    }

    /// Counts a call; one that was let through to bring a new report is the only one for the report's lifetime.
    mutating func grant(at now: Int) {
        sentSince += 1
        if now >= at + Self.lifetime { at = now }
    }

    private static let lifetime = Int(APIBudgetLedger.reportLifetime.components.seconds) * 1000
}

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
