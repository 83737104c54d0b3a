/// Decides whether a droplet is looked for in the list of all droplets or by its number, whichever takes fewer
/// requests. Pure.
///
/// One list serves all droplets that wait, but an account with thousands of droplets has many pages of them.
struct DigitalOceanPollPlan {
    /// Who has not asked for this long does not wait any more.
    private static let patience = Duration.seconds(30)

    /// A droplet that was made less than this ago is not looked for one by one: the last list may be older than it, and
    /// lists lag behind by seconds.
    private static let novelty = Duration.seconds(10)

    private var pages = 1
    private var madeAt: [Int64: Duration] = [:]
    private var askedAt: [Int64: Duration] = [:]

    /// Notes that a droplet is asked about; returns whether the list is the cheaper way.
    mutating func usesList(for id: Int64, at now: Duration) -> Bool {
        askedAt[id] = now
        askedAt = askedAt.filter { now - $0.value < Self.patience }
        return askedAt.count >= pages
    }

    /// Notes that a droplet was just made.
    mutating func made(_ id: Int64, at now: Duration) {
        madeAt = madeAt.filter { now - $0.value < Self.novelty }
        madeAt[id] = now
    }

    /// Whether a droplet was made so recently that it says nothing when no list has it.
    func isNew(_ id: Int64, at now: Duration) -> Bool {
        madeAt[id].map { now - $0 < Self.novelty } ?? false
    }

    /// Notes how many droplets the list had.
    mutating func listed(_ count: Int) {
        pages = max(1, (count + DigitalOceanClient.pageSize - 1) / DigitalOceanClient.pageSize)
    }
}
