/// How much of the windows each owner has had: one who had half leaves a part of the rest to the others, so that a
/// flood that came first does not empty a window before somebody else comes.
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

    /// What an owner leaves to the others, in a minute and in an hour.
    func reserve(against owner: Int64?, of limits: APIBudgetLimits) -> APIBudgetLimits {
        let share = owner.flatMap { owners[$0] }
        return APIBudgetLimits(
            perMinute: Self.reserve(used: share?.minute.total ?? 0, of: limits.perMinute),
            perHour: Self.reserve(used: share?.hour.total ?? 0, of: limits.perHour)
        )
    }

    /// A tenth of the limit from half of it on: enough for some dozens of workspaces a minute, and a sole owner hardly
    /// misses it.
    private static func reserve(used: Int, of limit: Int) -> Int { used * 2 > limit ? limit / 10 : 0 }
}
