/// A sliding window: how many requests reached the API in the last period.
///
/// Requests are counted in short slices; a slice expires as a whole when its last request would. So the count is never
/// too low, and a window of any length takes only a few hundred numbers. Times are milliseconds of the ledger's clock.
struct APIBudgetWindow: Hashable, Codable, Sendable {
    private struct Slice: Hashable, Codable {
        /// The slice's number since time zero.
        var index: Int
        var count: Int
    }

    /// The window's capacity.
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

    /// Drops what has left the window.
    mutating func expire(at now: Int) {
        let oldest = now / sliceMilliseconds - lengthInSlices
        let expired = slices.prefix { $0.index < oldest }
        guard !expired.isEmpty else { return }
        total -= expired.reduce(0) { $0 + $1.count }
        slices.removeFirst(expired.count)
    }

    /// How long until at most `count` are left, in milliseconds; zero if that is already so.
    func time(untilAtMost count: Int, at now: Int) -> Int {
        var left = total
        for slice in slices where left > count {
            left -= slice.count
            if left <= count { return max(0, (slice.index + lengthInSlices + 1) * sliceMilliseconds - now) }
        }
        return 0
    }
}

/// How many calls of an API's limits Moorage uses.
package struct APIBudgetLimits: Hashable, Codable, Sendable {
    /// Of 5,000 in an hour; the rest is for people who share the token.
    package static let usualPerHour = 4_950
    /// Of 250 in a minute; the rest allows for differences between the API's clock and ours.
    package static let usualPerMinute = 240

    /// Calls in any 60 seconds.
    package var perMinute: Int
    /// Calls in any hour.
    package var perHour: Int

    package init(perMinute: Int = Self.usualPerMinute, perHour: Int = Self.usualPerHour) {
        self.perMinute = perMinute
        self.perHour = perHour
    }

    /// The limits if the API reports an hourly limit: never more than ours. The API does not report the limit per
    /// minute, but its documentation says 5 % of the hour's.
    func within(hourlyLimit: Int) -> Self {
        Self(
            perMinute: max(1, min(perMinute, hourlyLimit * Self.usualPerMinute / 5000)),
            perHour: max(1, min(perHour, hourlyLimit * Self.usualPerHour / 5000))
        )
    }
}

/// How much of the windows each owner has used: an owner who used half leaves a part of the rest to the others, so that
/// an early flood does not empty a window.
struct APIBudgetShares: Hashable, Codable, Sendable {
    private struct Share: Hashable, Codable {
        var minute = APIBudgetWindow(limit: 0, seconds: 60, sliceSeconds: 5)
        var hour = APIBudgetWindow(limit: 0, seconds: 3600, sliceSeconds: 300)
    }

    private var owners: [Int64: Share] = [:]

    mutating func record(_ owner: Int64, at now: Int) {
        var share = owners[owner] ?? Share()
        share.minute.record(at: now)
        share.hour.record(at: now)
        owners[owner] = share
    }

    mutating func expire(at now: Int) {
        for owner in owners.keys {
            owners[owner]?.minute.expire(at: now)
            owners[owner]?.hour.expire(at: now)
        }
        owners = owners.filter { $0.value.hour.total > 0 }
    }

    /// What an owner leaves to the others, per minute and per hour.
    func reserve(against owner: Int64?, of limits: APIBudgetLimits) -> APIBudgetLimits {
        let share = owner.flatMap { owners[$0] }
        return APIBudgetLimits(
            perMinute: Self.reserve(used: share?.minute.total ?? 0, of: limits.perMinute),
            perHour: Self.reserve(used: share?.hour.total ?? 0, of: limits.perHour)
        )
    }

    /// A tenth of the limit, once an owner has used half of it: enough for several dozen workspaces a minute, and a
    /// sole owner hardly notices.
    private static func reserve(used: Int, of limit: Int) -> Int { used * 2 > limit ? limit / 10 : 0 }
}
