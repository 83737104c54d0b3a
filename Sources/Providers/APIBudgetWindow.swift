/// A sliding window: how many requests were sent in the last so many seconds.
///
/// Requests are counted in short slices; a slice expires as a whole when its last request would. So the count is
/// never too low, and a window of any length costs a few hundred numbers.
struct APIBudgetWindow: Sendable {
    private struct Slice {
        /// The slice's number since time zero.
        var index: Int
        var count: Int
    }

    /// What the window may hold.
    var limit: Int
    private let lengthInSlices: Int
    private let sliceSeconds: Int
    private var slices: [Slice] = []
    private var total = 0

    init(limit: Int, seconds: Int, sliceSeconds: Int) {
        self.limit = limit
        self.sliceSeconds = sliceSeconds
        lengthInSlices = seconds / sliceSeconds
    }

    mutating func record(at now: Duration) {
        expire(at: now)
        let index = sliceIndex(at: now)
        if slices.last?.index == index {
            slices[slices.count - 1].count += 1
        } else {
            slices.append(Slice(index: index, count: 1))
        }
        total += 1
    }

    mutating func used(at now: Duration) -> Int {
        expire(at: now)
        return total
    }

    /// How long until at most `count` are left in the window; zero when that is so now.
    mutating func timeUntil(atMost count: Int, at now: Duration) -> Duration {
        expire(at: now)
        var left = total
        for slice in slices where left > count {
            left -= slice.count
            if left <= count { return .seconds((slice.index + lengthInSlices + 1) * sliceSeconds) - now }
        }
        return .zero
    }

    private mutating func expire(at now: Duration) {
        let oldest = sliceIndex(at: now) - lengthInSlices
        let expired = slices.prefix { $0.index < oldest }
        total -= expired.reduce(0) { $0 + $1.count }
        slices.removeFirst(expired.count)
    }

    private func sliceIndex(at now: Duration) -> Int {
        Int(now.components.seconds) / sliceSeconds
    }
}
