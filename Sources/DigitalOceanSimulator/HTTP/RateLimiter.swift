import FoundationEssentials

/// The request budget of one token: a request counts for an hour.
struct RateLimiter: Sendable {
    private static let minute: Double = 60
    private static let hour: Double = 3600

    private let limits: SimulatorRateLimits
    private var requests: [Date] = []
    private var keyListings: [Date] = []

    init(_ limits: SimulatorRateLimits) { self.limits = limits }

    /// Counts a request, or refuses it; a refused one does not count.
    mutating func admit(isKeyListing: Bool, at now: Date) throws(CloudRefusal) {
        requests.removeAll { now.timeIntervalSince($0) >= Self.hour }
        keyListings.removeAll { now.timeIntervalSince($0) >= Self.minute }
        guard requests.count < limits.perHour else { throw .tooManyRequests(retryAfter: nil) }
        let recent = requests.drop { now.timeIntervalSince($0) >= Self.minute }
        if let oldest = recent.first, recent.count >= limits.perMinute {
            throw .tooManyRequests(retryAfter: Self.seconds(until: oldest, now))
        }
        if isKeyListing {
            if let oldest = keyListings.first, keyListings.count >= limits.keyListingsPerMinute {
                throw .tooManyRequests(retryAfter: Self.seconds(until: oldest, now))
            }
            keyListings.append(now)
        }
        requests.append(now)
    }

    /// The headers of every reply: the hourly budget, and when its oldest request leaves it.
    func headers(at now: Date) -> [(name: String, value: String)] {
        let reset = (requests.first ?? now).addingTimeInterval(Self.hour)
        return [
            ("ratelimit-limit", String(limits.perHour)),
            ("ratelimit-remaining", String(max(0, limits.perHour - requests.count))),
            ("ratelimit-reset", String(Int(reset.timeIntervalSince1970))),
        ]
    }

    private static func seconds(until oldest: Date, _ now: Date) -> Int {
        max(1, Int((minute - now.timeIntervalSince(oldest)).rounded(.up)))
    }
}
