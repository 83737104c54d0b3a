import LoopbackHTTP
import Testing

@testable import Providers

@Suite("The API budget")
struct DigitalOceanBudgetTests {
    /// How many calls of a class are granted in a row, each to a different caller.
    private func grants(_ ledger: inout APIBudgetLedger, _ callClass: APIBudgetCallClass, at now: Duration) -> Int {
        var copy = ledger
        var count = 0
        while case .granted = copy.ask("\(callClass) \(count)", callClass, at: now) {
            ledger = copy
            count += 1
        }
        return count
    }

    /// A ledger whose API has answered once, so its limits are known.
    private func answered(_ limits: APIBudgetLimits = APIBudgetLimits()) -> APIBudgetLedger {
        var ledger = APIBudgetLedger(limits: limits)
        ledger.settle(grant: 0, APIBudgetReport())
        return ledger
    }

    @Test("gives each class its share of the minute, and all of it to teardown")
    func classes() {
        var ledger = answered(APIBudgetLimits(perMinute: 100, perHour: 10_000))
        #expect(grants(&ledger, .sweep, at: .zero) == 50)
        #expect(grants(&ledger, .poll, at: .zero) == 20)
        #expect(grants(&ledger, .create, at: .zero) == 15)
        #expect(grants(&ledger, .teardown, at: .zero) == 15)
        #expect(ledger.remaining(at: .zero) == APIBudgetRemaining(minute: 0, hour: 9900))
        for grant in 1...100 { ledger.settle(grant: grant, nil) }
        // A call may be counted there until a minute after its second ended here.
        #expect(ledger.ask("t", .teardown, at: .seconds(59)) == .wait(.seconds(2), place: 1))
        #expect(ledger.ask("t", .teardown, at: .seconds(61)) == .granted(101))
    }

    @Test("counts a call until a minute after it ended, and one that never ends until it must have ended ended")
    func flights() {
        var ledger = answered(APIBudgetLimits(perMinute: 1, perHour: 100))
        #expect(ledger.ask("a", .teardown, at: .zero) == .granted(1))
        ledger.settle(grant: 1, nil, at: .seconds(40))
        #expect(ledger.ask("b", .teardown, at: .seconds(99)) == .wait(.seconds(2), place: 1))
        #expect(ledger.ask("b", .teardown, at: .seconds(101)) == .granted(2))
        #expect(ledger.remaining(at: .seconds(101 + 80)).minute == 0)
        #expect(ledger.remaining(at: .seconds(101 + 81 + 62)).minute == 1)
    }

    @Test("sends few calls before the first answer shows the limits, and derives the minute's from the hour's")
    func firstAnswer() {
        var ledger = APIBudgetLedger()
        #expect(grants(&ledger, .create, at: .zero) == APIBudgetLedger.callsBeforeFirstAnswer)
        ledger.settle(grant: 1, APIBudgetReport(limit: 500, remaining: 499))
        #expect(ledger.remaining(at: .zero) == APIBudgetRemaining(minute: 14, hour: 485, waiting: 0))
        // 24 a minute; creating leaves 3 of them.
        #expect(grants(&ledger, .create, at: .zero) == 11)
    }

    @Test("believes the API when others use the token")
    func shared() {
        var ledger = APIBudgetLedger()
        #expect(ledger.ask("a", .poll, at: .zero) == .granted(1))
        ledger.settle(grant: 1, APIBudgetReport(limit: 5000, remaining: 1500, untilReset: .seconds(9)))
        #expect(ledger.remaining(at: .zero).hour == 1500)
        // Polling leaves 30 % of the hour to others, which is 1,485.
        #expect(grants(&ledger, .poll, at: .seconds(1)) == 15)
        #expect(ledger.ask("b", .poll, at: .seconds(1)) == .wait(.seconds(59), place: 1))
        #expect(ledger.ask("c", .create, at: .seconds(1)) == .granted(17))
        // After a minute one call gets the current state.
        #expect(ledger.ask("b", .poll, at: .seconds(60)) == .granted(18))
        #expect(ledger.ask("d", .poll, at: .seconds(60)) == .wait(.seconds(60), place: 1))
        ledger.settle(grant: 18, APIBudgetReport(remaining: 4000), at: .seconds(61))
        #expect(ledger.ask("d", .poll, at: .seconds(61)) == .granted(19))
    }

    @Test("treats calls in progress as missing from the report")
    func underWay() {
        var ledger = APIBudgetLedger()
        for number in 0..<10 { _ = ledger.ask("\(number)", .teardown, at: .zero) }
        ledger.settle(grant: 1, APIBudgetReport(remaining: 100))
        #expect(ledger.remaining(at: .zero).hour == 91)
    }

    @Test("sends nothing at all as long as a refused burst says, and ignores its remainder")
    func burst() {
        var ledger = APIBudgetLedger()
        _ = ledger.ask("a", .create, at: .zero)
        ledger.settle(grant: 1, APIBudgetReport(remaining: 0, isRefusal: true, retryAfter: .seconds(30)))
        #expect(ledger.ask("b", .teardown, at: .seconds(10)) == .wait(.seconds(20), place: 1))
        #expect(ledger.ask("b", .teardown, at: .seconds(30)) == .granted(2))
    }

    @Test("sends nothing until the reset when the hour is used up, but no longer than a quarter of an hour")
    func hour() {
        var ledger = APIBudgetLedger()
        _ = ledger.ask("a", .create, at: .zero)
        ledger.settle(grant: 1, APIBudgetReport(remaining: 0, untilReset: .seconds(45), isRefusal: true))
        #expect(ledger.ask("b", .teardown, at: .zero) == .wait(.seconds(45), place: 1))
        ledger.settle(grant: 2, APIBudgetReport(untilReset: .seconds(86_400), isRefusal: true))
        #expect(ledger.ask("b", .teardown, at: .zero) == .wait(.seconds(900), place: 1))
    }

    @Test("takes a smaller limit from the API, never a larger one")
    func limit() {
        var ledger = APIBudgetLedger()
        ledger.settle(grant: 0, APIBudgetReport(limit: 9000))
        #expect(ledger.remaining(at: .zero) == APIBudgetRemaining(minute: 240, hour: 4950))
        ledger.settle(grant: 0, APIBudgetReport(limit: 1000))
        #expect(ledger.remaining(at: .zero) == APIBudgetRemaining(minute: 48, hour: 990))
        ledger.settle(grant: 0, APIBudgetReport(limit: 5000))
        #expect(ledger.remaining(at: .zero) == APIBudgetRemaining(minute: 240, hour: 4950))
    }

    @Test("continues from its old value when the clock is set back")
    func clock() {
        var ledger = answered(APIBudgetLimits(perMinute: 1, perHour: 100))
        #expect(ledger.ask("a", .teardown, at: .seconds(10_000)) == .granted(1))
        ledger.settle(grant: 1, nil, at: .seconds(10_000))
        #expect(ledger.ask("b", .teardown, at: .seconds(100)) == .wait(.seconds(61), place: 1))
        #expect(ledger.ask("b", .teardown, at: .seconds(161)) == .granted(2))
    }

    @Test("lets one daemon per period send the call that serves all")
    func sharedCalls() {
        var ledger = answered()
        let list = APIBudgetRequest(key: "list", callClass: .create, isShared: true)
        #expect(ledger.apply([.request(list)], at: .zero) == [.granted(1)])
        #expect(ledger.apply([.request(list)], at: .seconds(1)) == [.notYet(.milliseconds(1909))])
        #expect(ledger.apply([.request(list)], at: .seconds(3)) == [.granted(2)])
    }

    @Test("meters every request of the provider by the headers of its answers, and shows its place in the queue")
    func headers() async throws {
        let account = #"{"account":{"droplet_limit":25,"status":"active"}}"#
        let headers = [
            ("RateLimit-Limit", "5000"), ("RateLimit-Remaining", "1200"),
            ("RateLimit-Reset", "\(Int(TestClock.start) + 5)"),
        ]
        try await DigitalOceanHarness.with(["GET /v2/account": [.json(200, account, headers: headers)]]) {
            (harness) async throws in
            _ = try await harness.provider.account()
            #expect(await harness.budget.remaining() == APIBudgetRemaining(minute: 239, hour: 1200))
            let error = try await failure { () async throws(ProviderError) in try await harness.provider.account() }
            guard case .waitForBudget(let wait) = error.disposition else { throw error }
            #expect(wait == .seconds(60))
            #expect(error.message.contains("place 1 in the queue of calls that check a state, expected in 60 s"))
            #expect(await harness.budget.remaining()?.waiting == 1)
            #expect(harness.sent.count == 1)
        }
    }
}

extension APIBudgetLedger {
    mutating func ask(
        _ key: String,
        _ callClass: APIBudgetCallClass,
        owner: Int64? = nil,
        isBeginning: Bool = false,
        at now: Duration
    ) -> APIBudgetDecision {
        let request = APIBudgetRequest(key: key, callClass: callClass, owner: owner, isBeginning: isBeginning)
        return apply([.request(request)], at: now)[0]
    }

    mutating func settle(grant: Int, _ report: APIBudgetReport?, at now: Duration = .zero) {
        _ = apply([.settle(grant: grant, report)], at: now)
    }
}
