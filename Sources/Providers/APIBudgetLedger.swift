/// Decides who may send a request to an API that limits them by the minute and by the hour. Pure: the time is passed
/// in, from any clock that never goes back.
///
/// The numbers are DigitalOcean's: 250 a minute and 5,000 an hour for each token, both sliding. The API reports only
/// the hour's remainder, so the minute is counted here. A token is shared with people and other programs: what the
/// API reports corrects our own count of the hour.
public struct APIBudgetLedger: Sendable {
    /// DigitalOcean allows 250 in a minute; the rest is for requests whose minute begins earlier there than here.
    public static let requestsPerMinute = 240
    /// DigitalOcean allows 5,000 in an hour; the rest is for people who share the token.
    public static let requestsPerHour = 4_950
    /// How long a reported remainder is believed. When it is older, one request is let through to bring a new one.
    static let reportLifetime = Duration.seconds(60)
    /// The shortest wait that is asked for: less would only make a caller spin.
    static let shortestWait = Duration.seconds(1)
    /// The longest wait that is asked for, so that a wrong header cannot stop us for a day.
    static let longestWait = Duration.seconds(15 * 60)

    private struct Standing {
        var remaining: Int
        var at: Duration
        /// Requests sent since, or not answered yet: they may not be in the report.
        var sentSince: Int
    }

    private var minute: APIBudgetWindow
    private var hour: APIBudgetWindow
    private var blockedUntil = Duration.zero
    private var standing: Standing?
    private var unanswered = 0

    /// Starts with unused windows.
    public init(
        requestsPerMinute: Int = Self.requestsPerMinute,
        requestsPerHour: Int = Self.requestsPerHour
    ) {
        minute = APIBudgetWindow(limit: requestsPerMinute, seconds: 60, sliceSeconds: 1)
        hour = APIBudgetWindow(limit: requestsPerHour, seconds: 3600, sliceSeconds: 10)
    }

    /// Decides on one request, and counts it when it is granted.
    public mutating func request(_ callClass: APIBudgetCallClass, at now: Duration) -> APIBudgetDecision {
        if now < blockedUntil { return .wait(Self.bounded(blockedUntil - now)) }
        if let wait = Self.wait(for: callClass, in: &minute, at: now) { return .wait(wait) }
        if let wait = Self.wait(for: callClass, in: &hour, at: now) { return .wait(wait) }
        if var standing {
            let room = standing.remaining - standing.sentSince - callClass.reserve(of: hour.limit)
            if room <= 0 {
                let probeAt = standing.at + Self.reportLifetime
                guard now >= probeAt else { return .wait(Self.bounded(probeAt - now)) }
                standing.at = now
            }
            standing.sentSince += 1
            self.standing = standing
        }
        minute.record(at: now)
        hour.record(at: now)
        unanswered += 1
        return .granted
    }

    /// Takes in what the answer to a granted request says; nil when there was none.
    public mutating func settle(_ report: APIBudgetReport?, at now: Duration) {
        unanswered = max(0, unanswered - 1)
        guard let report else { return }
        if let limit = report.limit, limit > 0 {
            hour.limit = min(limit, Self.requestsPerHour)
        }
        if report.isRefusal {
            let wait = report.retryAfter ?? report.untilReset ?? Self.reportLifetime
            blockedUntil = max(blockedUntil, now + Self.bounded(wait))
        }
        // A refused burst reports a remainder of 0 that says nothing about the hour.
        let isBurst = report.isRefusal && report.retryAfter != nil
        if let remaining = report.remaining, !isBurst {
            standing = Standing(remaining: remaining, at: now, sentSince: unanswered)
        }
    }

    /// What is left for the most important class.
    public mutating func remaining(at now: Duration) -> APIBudgetRemaining {
        let ours = hour.limit - hour.used(at: now)
        let reported = standing.map { $0.remaining - $0.sentSince } ?? ours
        return APIBudgetRemaining(
            minute: max(0, minute.limit - minute.used(at: now)),
            hour: max(0, min(ours, reported))
        )
    }

    private static func wait(
        for callClass: APIBudgetCallClass,
        in window: inout APIBudgetWindow,
        at now: Duration
    ) -> Duration? {
        let mostUsed = window.limit - callClass.reserve(of: window.limit) - 1
        guard window.used(at: now) > mostUsed else { return nil }
        return bounded(window.timeUntil(atMost: max(0, mostUsed), at: now))
    }

    private static func bounded(_ wait: Duration) -> Duration {
        min(max(wait, shortestWait), longestWait)
    }
}
