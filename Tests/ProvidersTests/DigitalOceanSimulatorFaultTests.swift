import DigitalOceanSimulator
import Testing
import Workspaces

@testable import Providers

private typealias Fixtures = DigitalOceanFixtures

@Suite("The provider and the simulated API's faults")
struct DigitalOceanSimulatorFaultTests {
    /// A fault of the create call, its meaning, and the number of droplets afterwards.
    struct Fault: Sendable {
        var kind: SimulatorFault.Kind
        var disposition: ProviderError.Disposition
        var droplets = 0
    }

    private static let createFaults = [
        Fault(kind: .dropBeforeAccept, disposition: .outcomeUnknown),
        Fault(kind: .dropAfterAccept, disposition: .outcomeUnknown, droplets: 1),
        Fault(kind: .errorBeforeAccept, disposition: .outcomeUnknown),
        Fault(kind: .errorAfterAccept, disposition: .outcomeUnknown, droplets: 1),
        Fault(kind: .unavailable, disposition: .outcomeUnknown),
        Fault(kind: .tooManyRequests, disposition: .waitForBudget(.seconds(9))),
        Fault(kind: .limitReached, disposition: .waitForOperator(.capacity)),
    ]

    @Test("agree on the meaning of a failed create call", arguments: createFaults)
    func failedCreation(fault: Fault) async throws {
        try await SimulatedAPI.serve([SimulatorFault(fault.kind, seconds: 9)]) { (api) async throws in
            do {
                _ = try await api.createServer()
                throw UnexpectedSuccess()
            } catch let error as ProviderError {
                #expect(error.disposition == fault.disposition)
            }
            api.clock.advance(by: .seconds(60))
            #expect(try await api.provider.servers(named: Fixtures.name).count == fault.droplets)
        }
    }

    @Test("agree that an invisible new droplet is on its way")
    func lateVisibility() async throws {
        try await SimulatedAPI.serve([SimulatorFault(.lateVisibility, seconds: 20)]) { (api) async throws in
            let reference = try await api.createServer()
            #expect(try await api.provider.status(of: reference) == .pending)
            #expect(try await api.provider.servers(named: Fixtures.name).isEmpty)
            api.clock.advance(by: .seconds(60))
            guard case .active = try await api.provider.status(of: reference) else { throw UnexpectedSuccess() }
        }
    }

    @Test("agree on a droplet whose tags come late")
    func lateTags() async throws {
        try await SimulatedAPI.serve([SimulatorFault(.lateTags, seconds: 300)]) { (api) async throws in
            let reference = try await api.createServer()
            #expect(try await api.provider.status(of: reference) == .pending)
            api.clock.advance(by: .seconds(60))
            guard case .active = try await api.provider.status(of: reference) else { throw UnexpectedSuccess() }
            // No firewall protects it: the tags are added, and then visible.
            let tags = ["moorage-ws:ws7x2k4"]
            #expect(try await api.provider.confirmTags(tags, of: reference) == false)
            #expect(try await api.requests()["POST /v2/tags/{tag_id}/resources"] == 2)
            api.clock.advance(by: .seconds(300))
            #expect(try await api.provider.confirmTags(tags, of: reference))
            #expect(try await api.requests()["POST /v2/tags/{tag_id}/resources"] == 2)
        }
    }

    @Test("agree on a droplet that was accepted and then could not be placed")
    func acceptedThenGone() async throws {
        try await SimulatedAPI.serve([SimulatorFault(.acceptedThenGone)]) { (api) async throws in
            let reference = try await api.createServer()
            api.clock.advance(by: .seconds(60))
            guard case .failed = try await api.provider.status(of: reference) else { throw UnexpectedSuccess() }
            let left = try await api.provider.destroyServers(named: Fixtures.name, id: reference.id, tag: "x")
            #expect(left.isEmpty)
        }
    }
}
