internal import Synchronization

/// Limits how often one user may call: a bucket that fills steadily and allows a burst.
///
/// Each process has its own counts.
final class RequestRates: Sendable {
    private struct Bucket {
        var tokens: Double
        var filledAt: ContinuousClock.Instant
    }

    /// Bounds the memory; users with full buckets are dropped first.
    static let capacity = 65_536
    /// The size of a burst: the allowance of a quarter of a minute. A page of a client app makes about ten calls.
    private static let burstsPerMinute = 4.0
    private static let smallestBurst = 10.0

    private let perSecond: Double
    private let burst: Double
    private let now: @Sendable () -> ContinuousClock.Instant
    private let buckets = Mutex<[Int64: Bucket]>([:])

    /// - Parameter perMinute: nil if it is 0, which means no limit.
    init?(perMinute: Int, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        guard perMinute > 0 else { return nil }
        perSecond = Double(perMinute) / 60
        burst = max(Self.smallestBurst, Double(perMinute) / Self.burstsPerMinute)
        self.now = now
    }

    /// Counts a request.
    ///
    /// - Throws: ``APIError`` 429.
    func take(_ user: Int64) throws(APIError) {
        let now = now()
        let missing = buckets.withLock { buckets -> Double in
            if buckets.count >= Self.capacity, buckets[user] == nil { shrink(&buckets, now) }
            let level = level(of: buckets[user], now)
            buckets[user] = Bucket(tokens: level < 1 ? level : level - 1, filledAt: now)
            return 1 - level
        }
        guard missing > 0 else { return }
        throw .tooMany("Too many calls; wait a moment.", retryAfter: .seconds(missing / perSecond))
    }

    private func level(of bucket: Bucket?, _ now: ContinuousClock.Instant) -> Double {
        guard let bucket else { return burst }
        return min(burst, bucket.tokens + (now - bucket.filledAt) / .seconds(1) * perSecond)
    }

    private func shrink(_ buckets: inout [Int64: Bucket], _ now: ContinuousClock.Instant) {
        buckets = buckets.filter { level(of: $0.value, now) < burst }
        // If this many users are at their limit at once, all buckets are reset, which gives each one more burst.
        if buckets.count >= Self.capacity { buckets.removeAll() }
    }
}
