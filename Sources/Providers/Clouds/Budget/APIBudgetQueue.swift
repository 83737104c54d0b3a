/// The queue for a budget, and the order in which it is served.
///
/// The more important class comes first. Within a class owners take turns, so that an owner with many requests does not
/// delay others (start-time fair queueing). An owner's unfinished work comes before new work; then age decides. The
/// place of a caller is kept until it should come back, and dropped some time after.
struct APIBudgetQueue: Hashable, Codable, Sendable {
    /// A caller that is later than this will not come: the operation was cancelled, or its daemon died.
    static let grace = 15_000
    /// Further callers wait outside, without a place. Twice the number of concurrent operations of one daemon.
    static let mostPlaces = 2000

    struct Place: Hashable, Codable {
        var request: APIBudgetRequest
        /// Grows with each arrival.
        var number: Int
        /// When it should come back.
        var dueAt: Int
    }

    private var places: [Place] = []
    private var nextNumber = 1
    /// The current turn.
    private var turn = 0
    /// The next turn of owners who are ahead of it.
    private var nextTurns: [Int64: Int] = [:]

    var count: Int { places.count }

    /// Drops the places of callers that did not come back.
    mutating func expire(at now: Int) {
        places.removeAll { now > $0.dueAt + Self.grace }
        if places.isEmpty { nextTurns = [:] }
    }

    /// How many requests are served before this one, and how many calls they want.
    func ahead(of request: APIBudgetRequest) -> (places: Int, calls: Int) {
        guard !places.isEmpty else { return (0, 0) }
        var all = places
        if !all.contains(where: { $0.request.key == request.key }) {
            all.append(Place(request: request, number: nextNumber, dueAt: 0))
        }
        let better = all.filter { $0.request.callClass > request.callClass }
        let peers = inOrder(all.filter { $0.request.callClass == request.callClass })
        let ahead = better + peers.prefix { $0.request.key != request.key }
        return (ahead.count, ahead.reduce(0) { $0 + $1.request.calls })
    }

    /// Takes or keeps a place.
    mutating func wait(_ request: APIBudgetRequest, until dueAt: Int) {
        if let index = places.firstIndex(where: { $0.request.key == request.key }) {
            places[index].dueAt = dueAt
            places[index].request = request
            return
        }
        guard places.count < Self.mostPlaces else { return }
        places.append(Place(request: request, number: nextNumber, dueAt: dueAt))
        nextNumber += 1
    }

    /// Records that a request is served.
    mutating func serve(_ request: APIBudgetRequest) {
        places.removeAll { $0.request.key == request.key }
        guard !places.isEmpty else { return nextTurns = [:] }
        let owner = Self.owner(of: request)
        turn = max(turn, nextTurns[owner] ?? 0)
        nextTurns[owner] = turn + 1
        nextTurns = nextTurns.filter { $0.value > turn }
    }

    private func inOrder(_ places: [Place]) -> [Place] {
        var turns: [Int64: Int] = [:]
        return places.sorted { left, right in
            (left.request.isBeginning ? 1 : 0, left.number) < (right.request.isBeginning ? 1 : 0, right.number)
        }
        .map { place in
            let owner = Self.owner(of: place.request)
            let turn = turns[owner] ?? max(self.turn, nextTurns[owner] ?? 0)
            turns[owner] = turn + 1
            return (turn, place)
        }
        .sorted { ($0.0, $0.1.number) < ($1.0, $1.1.number) }
        .map(\.1)
    }

    /// Work that serves all owners takes turns like one owner.
    private static func owner(of request: APIBudgetRequest) -> Int64 { request.owner ?? 0 }
}
