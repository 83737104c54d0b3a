import Curl
import Testing
import Workspaces

@testable import Providers

@Suite("Requests of many workspaces at once")
struct DigitalOceanRequestCountTests {
    private static let count = 100

    /// The goal is four requests for each of a hundred simultaneous workspaces; see the design.
    @Test("less than four are needed for each of a hundred droplets with their addresses")
    func requests() async throws {
        try await SimulatedAPI.serve { (api) async throws in
            _ = try await api.send(.post, "/v2/domains", #"{"name":"example.com"}"#)
            let before = try await api.requests().values.reduce(0, +)
            let references = try await create(at: api)
            // Twelve checks of every droplet, five seconds apart.
            var active: [Server] = []
            for _ in 0..<12 {
                api.clock.advance(by: .seconds(5))
                active = try await look(references, at: api)
            }
            #expect(active.count == Self.count)
            try await publish(active, at: api)
            let sent = try await api.requests().values.reduce(0, +) - before
            #expect(sent < 4 * Self.count, "\(sent) requests")
        }
    }

    private func create(at api: SimulatedAPI) async throws -> [ServerReference] {
        let intent = try await api.intent()
        return try await withThrowingTaskGroup(of: ServerReference.self) { group in
            for number in 0..<Self.count {
                group.addTask {
                    var intent = intent
                    intent.name = "adim-ws\(10000 + number)"
                    try await api.provider.prepare(intent)
                    return try await api.provider.createServer(intent, userData: Secret(""))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// The active ones.
    private func look(_ references: [ServerReference], at api: SimulatedAPI) async throws -> [Server] {
        try await withThrowingTaskGroup(of: Server?.self) { group in
            for reference in references {
                group.addTask {
                    guard case .active(let server) = try await api.provider.status(of: reference) else { return nil }
                    return server
                }
            }
            return try await group.reduce(into: []) { $0 += $1.map { [$0] } ?? [] }
        }
    }

    private func publish(_ servers: [Server], at api: SimulatedAPI) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for server in servers {
                let record = AddressRecord(
                    name: "\(server.name).example.com",
                    ipv4: server.ipv4 ?? "",
                    ipv6: server.ipv6
                )
                group.addTask { _ = try await api.provider.publishAddress(record) }
            }
            try await group.waitForAll()
        }
    }
}
