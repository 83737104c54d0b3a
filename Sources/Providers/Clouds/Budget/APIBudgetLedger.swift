/// Decides who may send a request to an API with limits per minute and per hour. Pure: the time is passed in, and the
/// whole ledger is plain data that several daemons can share.
///
/// A call counts from its grant until a minute (an hour) after it was settled, because the API counted it somewhere in
/// between. A call that is never settled, because its daemon died, counts as settled when it can no longer be in
/// progress. The API reports only the hour's remainder, so the minute is counted here. People and other programs share
/// the token, so the API's report corrects our own count of the hour.
package struct APIBudgetLedger: Hashable, Codable, Sendable {
    /// How long a reported remainder is trusted. If it is older, one request is allowed in order to get a new one.
    static let reportLifetime = Duration.seconds(60)
    /// The shortest requested wait: less would only make a caller spin.
    static let shortestWait = Duration.seconds(1)
    /// The longest requested wait, so that a wrong header cannot stop us for a day.
    static let longestWait = Duration.seconds(15 * 60)
    /// The longest time from a call's grant to its end: the time that a bundle is kept, a client's deadline, and a
    /// margin.
    static let longestFlight = Duration.seconds(80)
    /// Calls before the first answer, which reveal the limits. The smallest supported limits are a tenth of the default
    /// ones, 25 a minute.
    static let callsBeforeFirstAnswer = 10
    /// The share of the hour (one in this many) that shared polls may use.
    static let sharedPart = 4

    var limits: APIBudgetLimits
    private var configured: APIBudgetLimits
    private var reportedLimit: Int?
    var minute: APIBudgetWindow
    var hour: APIBudgetWindow
    private var clock = APIBudgetLedgerClock()
    /// When the unsettled calls were granted, by number.
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

    /// The same ledger with newly configured limits.
    package func under(_ limits: APIBudgetLimits) -> Self {
        guard limits != configured else { return self }
        var ledger = self
        ledger.configured = limits
        ledger.adoptLimits()
        return ledger
    }

    /// Applies what happened and decides on requests, in order.
    ///
    /// - Parameter reading: of the clock that all users of the ledger share, since any fixed moment.
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

    /// The remainder for the most important class.
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

    /// In milliseconds; nil if there is budget now.
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
        // Calls that are wanted together and exceed this are never granted, so the reserve must yield.
        let capacity = max(request.calls, window.limit - reserve)
        var full = window
        full.record(flights.count, at: now)
        guard full.total + ahead + request.calls > capacity else { return nil }
        // A caller behind more calls than a window has first waits for whole windows.
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
        // A refused burst reports a remainder of 0 that is unrelated to the hour.
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

/// The API's last report about the hour, and the calls sent since.
struct APIBudgetStanding: Hashable, Codable, Sendable {
    var remaining: Int
    var at: Int
    /// Calls granted since, or unanswered then: they may not be in the report.
    var sentSince: Int

    var left: Int { remaining - sentSince }

    /// How long to wait until this many calls are left, in milliseconds; nil if there is budget now. A report that is
    /// too old is no reason to wait: one call brings a new one.
    func wait(behind reserve: Int, at now: Int) -> Int? {
        guard left - reserve <= 0 else { return nil }
        let probeAt = at + Self.lifetime
        return now >= probeAt ? nil : probeAt - now
    }

    /// Counts a call; one that was allowed in order to get a new report is the only one for the report's lifetime.
    mutating func grant(at now: Int) {
        sentSince += 1
        if now >= at + Self.lifetime { at = now }
    }

    private static let lifetime = Int(APIBudgetLedger.reportLifetime.components.seconds) * 1000
}

/// The time of a ledger, in milliseconds: the shared clock's, but never going back.
///
/// Daemons extrapolate the shared clock between two readings, so theirs differ slightly, which is tolerated. A clock
/// that was set back is followed from its old value; otherwise the ledger would stand still until it has caught up.
struct APIBudgetLedgerClock: Hashable, Codable, Sendable {
    /// More than the daemons' readings differ, less than anybody sets a clock back.
    private static let largestDifference = 5000

    private var now = 0
    private var offset = 0

    mutating func advance(to reading: Int) -> Int {
        if reading + offset < now - Self.largestDifference { offset = now - reading }
        now = max(now, reading + offset)
        return now
    }
}
