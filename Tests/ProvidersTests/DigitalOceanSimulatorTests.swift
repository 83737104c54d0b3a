import Curl
import DigitalOceanSimulator
import Foundation
import Testing
import Workspaces

@testable import Providers

private typealias Fixtures = DigitalOceanFixtures

/// The provider against the simulator's whole API: a scripted server cannot show that the calls fit together.
@Suite("The provider and the simulated API")
struct DigitalOceanSimulatorTests {
    @Test("run a droplet through its life")
    func life() async throws {
        try await SimulatedAPI.serve(timings: SimulatorTimings(bootDuration: 30, removalDelay: 20)) {
            (api) async throws in
            let reference = try await api.createServer()
            #expect(try await api.provider.status(of: reference) == .pending)
            api.clock.advance(by: .seconds(31))
            guard case .active(let server) = try await api.provider.status(of: reference) else {
                throw UnexpectedSuccess()
            }
            #expect(server.name == Fixtures.name)
            #expect(server.ipv4?.isEmpty == false)
            #expect(server.ipv6?.isEmpty == false)
            #expect(try await api.provider.servers(named: Fixtures.name) == [server])
            let inventory = try await api.provider.inventory()
            #expect(inventory.map(\.kind) == [.server, .firewall])
            #expect(inventory.first?.hourlyCostMicros == 35_714)
            #expect(inventory.first?.tags == ["moorage-k3v9", "moorage-ws:ws7x2k4"])
            let tag = "moorage-ws:ws7x2k4"
            #expect(
                try await api.provider.destroyServers(named: Fixtures.name, id: reference.id, tag: tag) == [server]
            )
            api.clock.advance(by: .seconds(21))
            #expect(try await api.provider.destroyServers(named: Fixtures.name, id: reference.id, tag: tag).isEmpty)
            #expect(try await api.provider.status(of: reference) == .absent)
        }
    }

    @Test("agree on the firewall: a second daemon finds it and changes nothing")
    func firewall() async throws {
        try await SimulatedAPI.serve { (api) async throws in
            let intent = try await api.intent()
            try await api.provider.prepare(intent)
            try await api.anotherProvider().prepare(intent)
            let requests = try await api.requests()
            #expect(requests["POST /v2/firewalls"] == 1)
            #expect(requests["POST /v2/account/keys"] == 1)
            #expect(!requests.keys.contains { $0.hasPrefix("PUT ") })
        }
    }

    @Test("agree on tokens without rights")
    func tokens() async throws {
        try await SimulatedAPI.serve { (api) async throws in
            let intent = try await api.intent()
            for token in ["wrong", "read"] {
                let provider = try api.anotherProvider(token: token)
                let error = try await failure { () async throws(ProviderError) in try await provider.prepare(intent) }
                #expect(error.disposition == .waitForOperator(.credentials))
            }
        }
    }

    @Test("agree on DNS records, their change and their removal")
    func dns() async throws {
        try await SimulatedAPI.serve { (api) async throws in
            var record = AddressRecord(name: "ws7x2k4.example.com", ipv4: "203.0.113.7", ipv6: "2001:db8::7")
            #expect(try await api.provider.publishAddress(record) == .zoneMissing)
            _ = try await api.send(.post, "/v2/domains", #"{"name":"example.com"}"#)
            let records = "/v2/domains/example.com/records?name=ws7x2k4.example.com"
            let provider = try api.anotherProvider()
            for _ in 0..<2 { #expect(try await provider.publishAddress(record) == .published) }
            let first = try await api.send(.get, records)
            #expect(first.components(separatedBy: #""id""#).count == 3)
            #expect(first.contains("203.0.113.7"))
            #expect(first.contains("2001:db8::7"))

            record.ipv4 = "203.0.113.8"
            record.ipv6 = nil
            #expect(try await provider.publishAddress(record) == .published)
            let second = try await api.send(.get, records)
            #expect(second.components(separatedBy: #""id""#).count == 2)
            #expect(second.contains("203.0.113.8"))

            try await provider.withdrawAddress(of: record.name)
            #expect(try await api.send(.get, records).contains(#""domain_records":[]"#))
        }
    }

    @Test("agree on sizes, regions and images that do not exist")
    func plans() async throws {
        try await SimulatedAPI.serve { (api) async throws in
            let requests = [
                ServerRequest(resources: Resources(vcpu: 500, ramGB: 4, storageGB: 50), region: "nyc3"),
                ServerRequest(resources: Resources(vcpu: 2, ramGB: 4, storageGB: 50), region: "atlantis1"),
            ]
            for request in requests {
                let error = try await failure { () async throws(ProviderError) in try await api.provider.plan(request)
                }
                #expect(error.disposition == .permanent)
            }
        }
    }
}
