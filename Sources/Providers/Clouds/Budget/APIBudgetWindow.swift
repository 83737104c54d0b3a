/// A sliding window: how many requests reached the API in the last so many seconds.
///
/// Requests are counted in short slices; a slice expires as a whole when its last request would. So the count is
/// never too low, and a window of any length costs a few hundred numbers. Times are milliseconds of the ledger's clock.
struct APIBudgetWindow: Hashable, Codable, Sendable {
    private struct Slice: Hashable, Codable {
        /// The slice's number since time zero.
        var index: Int
        var count: Int
    }

    /// What the window may hold.
    var limit: Int
    private let lengthInSlices: Int
    private let sliceMilliseconds: Int
    private var slices: [Slice] = []
    private(set) var total = 0

    init(limit: Int, seconds: Int, sliceSeconds: Int) {
        self.limit = limit
        sliceMilliseconds = sliceSeconds * 1000
        lengthInSlices = seconds / sliceSeconds
    }

    /// The window's length in milliseconds.
    var length: Int { lengthInSlices * sliceMilliseconds }

    mutating func record(_ count: Int = 1, at moment: Int) {
        guard count > 0 else { return }
        total += count
        let index = moment / sliceMilliseconds
        let position = slices.lastIndex { $0.index <= index }
        if let position, slices[position].index == index {
            slices[position].count += count
        } else {
            slices.insert(Slice(index: index, count: count), at: position.map { $0 + 1 } ?? 0)
        }
    }

    /// Forgets what has left the window.
    mutating func expire(at now: Int) {
        let oldest = now / sliceMilliseconds - lengthInSlices
        let expired = slices.prefix { $0.index < oldest }
        guard !expired.isEmpty else { return }
        total -= expired.reduce(0) { $0 + $1.count }
        slices.removeFirst(expired.count)
    }

    /// How long until at most `count` are left, in milliseconds; zero when that is so now.
    func time(untilAtMost count: Int, at now: Int) -> Int {
        var left = total
        for slice in slices where left > count {
            left -= slice.count
            if left <= count { return max(0, (slice.index + lengthInSlices + 1) * sliceMilliseconds - now) }
        }
        return 0
    }
}
