package import Providers

/// ``FakeServerProvider`` under the rules that every provider obeys.
package struct FakeProviderSubject: ProviderConformanceSubject {
    package let installation = "k3v9"
    /// The cloud itself, for tests that break a rule on purpose.
    package let cloud = FakeServerProvider(bootDuration: .seconds(30), removalDuration: .seconds(5), zones: [])

    /// An empty account.
    package init() {}

    package func provider(_ credentials: ProviderCredentials) async -> any ServerProvider {
        await cloud.hold(credentials)
        return cloud
    }

    package func pass(_ duration: Duration) async {
        await cloud.advance(by: duration)
        // Lets a task whose call the caller waits for run.
        await Task.yield()
    }

    package func strike(_ call: ProviderCall, with fault: ProviderFault) async { await cloud.strike(call, with: fault) }

    package func calm() async { await cloud.calm() }

    package func meddle(_ change: ProviderMeddling) async { await cloud.meddle(change) }

    package func addZone() async { await cloud.addZone("example.com") }

    package func createCalls() async -> Int { await cloud.createCalls }

    package func addresses(of name: String) async -> [String] {
        guard let record = await cloud.records[name] else { return [] }
        return [record.ipv4, record.ipv6].compactMap(\.self).sorted()
    }
}
