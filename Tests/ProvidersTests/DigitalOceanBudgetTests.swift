import LoopbackHTTP
import Testing

@testable import Providers

@Suite("The API budget")
struct DigitalOceanBudgetTests {
    /// How many requests of a class are granted in a row.
    private func grants(_ ledger: inout APIBudgetLedger, _ callClass: APIBudgetCallClass, at now: Duration) -> Int {
        var count = 0
        while ledger.request(callClass, at: now) == .granted { count += 1 }
        return count
    }

    @Test("gives each class its part of the minute, and all of it to teardown")
    func classes() {
        var ledger = APIBudgetLedger(requestsPerMinute: 100, requestsPerHour: 10_000)
        #expect(grants(&ledger, .sweep, at: .zero) == 50)
        #expect(grants(&ledger, .poll, at: .zero) == 20)
        #expect(grants(&ledger, .create, at: .zero) == 15)
        #expect(grants(&ledger, .teardown, at: .zero) == 15)
        #expect(ledger.remaining(at: .zero) == APIBudgetRemaining(minute: 0, hour: 9900))
        // A request may be counted there until a minute after its second ended here.
        #expect(ledger.request(.teardown, at: .seconds(59)) == .wait(.seconds(2)))
        #expect(ledger.request(.teardown, at: .seconds(61)) == .granted)
    }

    @Test("never lets more through than the limits in any minute or hour, and says right how long to wait")
    func slidingWindows() {
        var ledger = APIBudgetLedger(requestsPerMinute: 20, requestsPerHour: 300)
        var random = SystemRandomNumberGenerator()
        var sent: [Duration] = []
        var now = Duration.zero
        for _ in 0..<2000 {
            switch ledger.request(.teardown, at: now) {
            case .granted:
                sent.append(now)
                ledger.settle(nil, at: now)
                now += .milliseconds(Int.random(in: 0...900, using: &random))
            case .wait(let wait):
                #expect(wait >= .seconds(1))
                now += wait
            }
        }
        for (index, time) in sent.enumerated() {
            if index >= 20 { #expect(time - sent[index - 20] >= .seconds(60)) }
            if index >= 300 { #expect(time - sent[index - 300] >= .seconds(3600)) }
        }
        #expect(sent.count > 500)
    }

    @Test("believes the API when others use the token")
    func shared() {
        var ledger = APIBudgetLedger()
        #expect(ledger.request(.poll, at: .zero) == .granted)
        ledger.settle(APIBudgetReport(limit: 5000, remaining: 1500, untilReset: .seconds(9)), at: .zero)
        #expect(ledger.remaining(at: .zero).hour == 1500)
        // Polling leaves 30 % of the hour to others, which is 1,485.
        #expect(grants(&ledger, .poll, at: .seconds(1)) == 15)
        #expect(ledger.request(.poll, at: .seconds(1)) == .wait(.seconds(59)))
        #expect(ledger.request(.create, at: .seconds(1)) == .granted)
        // After a minute one request finds out how it stands now.
        #expect(ledger.request(.poll, at: .seconds(60)) == .granted)
        #expect(ledger.request(.poll, at: .seconds(60)) == .wait(.seconds(60)))
        ledger.settle(APIBudgetReport(remaining: 4000), at: .seconds(61))
        #expect(ledger.request(.poll, at: .seconds(61)) == .granted)
    }

    @Test("counts requests that are under way as not in the report yet")
    func underWay() {
        var ledger = APIBudgetLedger()
        for _ in 0..<10 { _ = ledger.request(.teardown, at: .zero) }
        ledger.settle(APIBudgetReport(remaining: 100), at: .zero)
        #expect(ledger.remaining(at: .zero).hour == 91)
    }

    @Test("sends nothing at all for as long as a refused burst says, and ignores its remainder")
    func burst() {
        var ledger = APIBudgetLedger()
        _ = ledger.request(.create, at: .zero)
        ledger.settle(APIBudgetReport(remaining: 0, isRefusal: true, retryAfter: .seconds(30)), at: .zero)
        #expect(ledger.request(.teardown, at: .seconds(10)) == .wait(.seconds(20)))
        #expect(ledger.request(.poll, at: .seconds(30)) == .granted)
    }

    @Test("sends nothing until the reset when the hour is used up, but no longer than a quarter of an hour")
    func hour() {
        var ledger = APIBudgetLedger()
        _ = ledger.request(.create, at: .zero)
        ledger.settle(APIBudgetReport(remaining: 0, untilReset: .seconds(45), isRefusal: true), at: .zero)
        #expect(ledger.request(.teardown, at: .zero) == .wait(.seconds(45)))
        ledger.settle(APIBudgetReport(untilReset: .seconds(86_400), isRefusal: true), at: .zero)
        #expect(ledger.request(.teardown, at: .zero) == .wait(.seconds(900)))
    }

    @Test("takes a smaller limit from the API, never a larger one")
    func limit() {
        var ledger = APIBudgetLedger()
        ledger.settle(APIBudgetReport(limit: 9000), at: .zero)
        #expect(ledger.remaining(at: .zero).hour == 4950)
        ledger.settle(APIBudgetReport(limit: 100), at: .zero)
        #expect(ledger.remaining(at: .zero).hour == 100)
        #expect(grants(&ledger, .poll, at: .zero) == 70)
    }

    @Test("meters every request of the provider by the headers of its answers")
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
            #expect(harness.sent.count == 1)
        }
    }
}
