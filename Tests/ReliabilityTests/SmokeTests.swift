import Postgres
import Testing

@Suite(.enabled("needs root and mount namespaces", { try await LoopbackHost.isAvailable() }))
struct SmokeTests {
    @Test func `a workspace comes and goes`() async throws {
        try await ReliabilityWorld.run { world in
            let daemon = try world.daemon()
            do {
                try await world.enqueue("ws7x2k4")
                try await world.awaitTrue(
                    "active",
                    "SELECT EXISTS (SELECT FROM workspaces WHERE status = 'active')",
                    within: .seconds(30)
                )
                try await world.decommission("ws7x2k4")
                try await world.awaitTrue(
                    "gone",
                    "SELECT EXISTS (SELECT FROM workspaces WHERE status = 'decommissioned')",
                    within: .seconds(30)
                )
                try await world.awaitQuiet()
                print(try await world.story().joined(separator: "\n"))
                #expect(try await world.leftovers() == WorldCount())
            } catch {
                print(daemon.output)
                daemon.kill()
                throw error
            }
            daemon.kill()
        }
    }
}
