import TestSupport
import Testing

/// Both models of a cloud obey the rules of every provider: neither is more lenient than the real one.
@Suite struct ProviderConformanceTests {
    @Test(arguments: ProviderConformance.all)
    func `the fake provider obeys the rule`(rule: ProviderConformance) async throws {
        try await rule.check(FakeProviderSubject())
    }

    @Test(arguments: ProviderConformance.all)
    func `the simulated cloud obeys the rule`(rule: ProviderConformance) throws {
        try SimulatedProviderSubject.check(rule)
    }

    @Test func `a provider that sends a create call again breaks a rule`() {
        let broken = ProviderConformance.all.filter { rule in
            do {
                try SimulatedProviderSubject.check(rule, sabotage: .blindRetry)
                return false
            } catch {
                return true
            }
        }
        #expect(broken.contains { $0.description.contains("never sent again") })
    }

    @Test(arguments: ProviderFlaw.allCases)
    func `a provider with a flaw breaks a rule`(flaw: ProviderFlaw) async {
        #expect(await !Self.broken(by: flaw).isEmpty)
    }

    @Test func `each rule is broken by some flaw, so no rule accepts every provider`() async {
        var untested = Set(ProviderConformance.all.map(\.description))
        for flaw in ProviderFlaw.allCases { untested.subtract(await Self.broken(by: flaw)) }
        #expect(untested.isEmpty)
    }

    private static func broken(by flaw: ProviderFlaw) async -> [String] {
        var broken: [String] = []
        for rule in ProviderConformance.all {
            do {
                try await rule.check(FlawedSubject(flaw: flaw))
            } catch {
                broken.append(rule.description)
            }
        }
        return broken
    }
}
