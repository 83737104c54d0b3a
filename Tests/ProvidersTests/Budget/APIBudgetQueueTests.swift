import Testing

@testable import Providers

@Suite("The queue of an API budget")
struct APIBudgetQueueTests {
    private func request(_ key: String, owner: Int64, isBeginning: Bool = true) -> APIBudgetRequest {
        APIBudgetRequest(key: key, callClass: .create, owner: owner, isBeginning: isBeginning)
    }

    /// A queue in which the first owner has many waiting calls.
    private func flooded(by count: Int) -> APIBudgetQueue {
        var queue = APIBudgetQueue()
        for number in 0..<count { queue.wait(request("a\(number)", owner: 1), until: 0) }
        return queue
    }

    @Test("lets a newcomer come before the rest of a flood, and take turns with it from then on")
    func turns() {
        var queue = flooded(by: 300)
        for number in 0..<20 { queue.serve(request("a\(number)", owner: 1)) }
        // The flood just had its turn, so the newcomer comes first.
        #expect(queue.ahead(of: request("b0", owner: 2)).places == 0)
        queue.wait(request("b0", owner: 2), until: 0)
        queue.wait(request("b1", owner: 2), until: 0)
        #expect(queue.ahead(of: request("a20", owner: 1)).places == 1)
        #expect(queue.ahead(of: request("b1", owner: 2)).places == 2)
    }

    @Test("lets two floods take turns")
    func floods() {
        var queue = flooded(by: 50)
        for number in 0..<50 { queue.wait(request("b\(number)", owner: 2), until: 0) }
        var served: [Int64: Int] = [:]
        for _ in 0..<40 {
            let next = (0..<50).flatMap { [request("a\($0)", owner: 1), request("b\($0)", owner: 2)] }
                .filter { (served[$0.owner ?? 0] ?? 0) <= Int($0.key.dropFirst()) ?? 0 }
                .first { queue.ahead(of: $0).places == 0 }
            guard let next else { break }
            queue.serve(next)
            served[next.owner ?? 0, default: 0] += 1
        }
        #expect(served == [1: 20, 2: 20])
    }

    @Test("serves an owner's unfinished work before new work, and teardown before both")
    func importance() {
        var queue = flooded(by: 10)
        #expect(queue.ahead(of: request("dns", owner: 1, isBeginning: false)).places == 0)
        #expect(queue.ahead(of: APIBudgetRequest(key: "t", callClass: .teardown, owner: 1)).places == 0)
        #expect(queue.ahead(of: APIBudgetRequest(key: "s", callClass: .sweep)).places == 10)
        queue.wait(APIBudgetRequest(key: "t", callClass: .teardown, owner: 1), until: 0)
        #expect(queue.ahead(of: request("a0", owner: 1)).places == 1)
    }

    @Test("grants calls that are wanted together all at once or not at all, and takes back unused ones")
    func together() {
        var ledger = APIBudgetLedger(limits: APIBudgetLimits(perMinute: 10, perHour: 100))
        ledger.settle(grant: 0, APIBudgetReport())
        let three = (1...4).map { APIBudgetRequest(key: "\($0)", calls: 3, callClass: .teardown) }
        #expect(
            ledger.apply([.request(three[0]), .request(three[1]), .request(three[2])], at: .zero).last == .granted(7)
        )
        #expect(ledger.apply([.request(three[3])], at: .zero) == [.wait(.seconds(61), place: 1)])
        #expect(ledger.remaining(at: .zero).minute == 1)
        // A smaller request does not overtake.
        #expect(ledger.ask("one", .teardown, at: .zero) == .wait(.seconds(61), place: 2))
        _ = ledger.apply([.giveBack([8, 9])], at: .zero)
        #expect(ledger.apply([.request(three[3])], at: .zero) == [.granted(10)])
    }

    @Test("keeps a place for a caller that comes back, and drops one that does not")
    func places() {
        var queue = flooded(by: 2)
        queue.wait(request("a1", owner: 1), until: 60_000)
        queue.expire(at: 15_000)
        #expect(queue.count == 2)
        queue.expire(at: 15_001)
        #expect(queue.count == 1)
        #expect(queue.ahead(of: request("a0", owner: 1)).places == 1)
    }

    @Test("an owner who used half a minute's calls leaves a tenth of them to others")
    func shares() {
        var ledger = APIBudgetLedger(limits: APIBudgetLimits(perMinute: 100, perHour: 10_000))
        ledger.settle(grant: 0, APIBudgetReport())
        var granted = 0
        for number in 0..<100 {
            guard case .granted = ledger.ask("a\(number)", .create, owner: 1, at: .zero) else { continue }
            granted += 1
        }
        #expect(granted == 75)
        // Behind one of the flood's places, not behind all 25.
        #expect(ledger.ask("b", .create, owner: 2, at: .zero) == .granted(76))
    }
}
