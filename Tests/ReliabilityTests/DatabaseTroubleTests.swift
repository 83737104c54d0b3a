import Curl
import Foundation
import Postgres
import TestSSHServer
import Testing

/// Postgres restarts, loses connections and answers to commits; the real daemon waits, reports it, and continues.
@Suite(.enabled("needs root and mount namespaces", { try await LoopbackHost.isAvailable() }), .timeLimit(.minutes(15)))
struct DatabaseTroubleTests {
    private let id = "ws7x2k4"

    @Test func `a daemon waits for Postgres, reports it, and continues`() async throws {
        let cluster = try await StoppableCluster()
        let url = try await cluster.makeDatabase().url
        try await ReliabilityWorld.run(on: url) { world in
            let port = try FreePort.find()
            let daemon = try world.daemon(with: ["MOORAGE_HTTP_ADDRESS": "127.0.0.1:\(port)"])
            defer { daemon.kill() }
            try await daemon.waitFor("Server started and listening")
            #expect(try await page("/health/ready", of: port).status == 200)
            #expect(try await page("/metrics", of: port).text.contains("\nmoorage_database_up 1"))
            try await world.enqueue(id)
            for step in ["await_server", "connect", "converge"] {
                try await world.awaitTrue(
                    "it is in \(step) or past it",
                    "SELECT NOT EXISTS (SELECT FROM moorage.requests) AND NOT EXISTS (SELECT FROM moorage.operations o WHERE o.step <> \(step) AND o.sequence < 7)"
                )
                try await cluster.stop()
                try await awaitPage("/health/ready", of: port) { $0.status == 503 }
                try await awaitPage("/metrics", of: port) { $0.text.contains("\nmoorage_database_up 0") }
                #expect(try await page("/health/live", of: port).status == 200)
                try await cluster.start()
                try await awaitPage("/health/ready", of: port) { $0.status == 200 }
            }
            try await world.awaitStatus("active", of: id)
            try await awaitPage("/metrics", of: port) { $0.text.contains("\nmoorage_database_up 1") }
            #expect(world.droplets.running.map(\.startedUnits.count) == [1])
            try await expectOneLife(in: world)
        }
    }

    @Test func `a daemon that starts before Postgres answers for itself, and begins when it is there`() async throws {
        let cluster = try await StoppableCluster()
        let url = try await cluster.makeDatabase().url
        try await ReliabilityWorld.run(on: url) { world in
            try await cluster.stop()
            let port = try FreePort.find()
            let daemon = try world.daemon(with: ["MOORAGE_HTTP_ADDRESS": "127.0.0.1:\(port)"])
            defer { daemon.kill() }
            try await daemon.waitFor("Server started and listening")
            #expect(try await page("/health/live", of: port).status == 200)
            #expect(try await page("/health/ready", of: port).status == 503)
            let refusal = try await page("/api/workspaces/", of: port)
            #expect(refusal.status == 503 && refusal.text.contains("waits for its database"), "\(refusal)")
            try await cluster.start()
            try await awaitPage("/api/workspaces/", of: port) { $0.status == 401 }
            #expect(try await page("/health/ready", of: port).status == 200)
        }
    }

    @Test func `a daemon continues although its connections are terminated again and again`() async throws {
        try await ReliabilityWorld.run { world in
            let own = try await world.pool.query("SELECT current_database()").decodeOnly(String.self)
            let url = (world.environment["DATABASE_URL"] ?? "") + "&application_name=moorage-under-test"
            let daemon = try world.daemon(with: ["DATABASE_URL": url])
            defer { daemon.kill() }
            let terminated = try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask { try await terminate(in: own, world) }
                try await world.enqueue(id)
                try await world.awaitStatus("active", of: id)
                #expect(world.droplets.running.map(\.startedUnits.count) == [1])
                try await expectOneLife(in: world)
                group.cancelAll()
                return try await group.next() ?? 0
            }
            #expect(terminated > 20)
        }
    }

    @Test func `a daemon continues although commits, and answers to commits, get lost`() async throws {
        let cluster = try await StoppableCluster()
        let (url, name) = try await cluster.makeDatabase()
        let cutter = try CommitCutter(to: cluster.port, everySoManyCommits: 13)
        defer { cutter.close() }
        try await ReliabilityWorld.run(on: url) { world in
            let daemon = try world.daemon(with: ["DATABASE_URL": cluster.url(of: name, over: cutter.port)])
            defer { daemon.kill() }
            try await world.enqueue(id)
            try await world.awaitStatus("active", of: id)
            let runs = world.droplets.running.map(\.startedUnits)
            let story = runs.map(\.count) == [1] ? [] : try await world.story()
            #expect(runs.map(\.count) == [1], "\(runs)\n\(story.joined(separator: "\n"))")
            try await expectOneLife(in: world)
            #expect(cutter.cuts.before >= 3)
            #expect(cutter.cuts.after >= 3)
        }
    }

    /// Terminates the daemon's connections until cancelled; returns how many there were.
    private func terminate(in database: String, _ world: ReliabilityWorld) async throws -> Int {
        var count = 0
        // Not forever: on a busy machine the daemon's work takes longer than the pauses.
        for _ in 0..<60 where !Task.isCancelled {
            let terminated = try? await world.pool.query(
                """
                SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE application_name = 'moorage-under-test' AND datname = \(database)
                """
            ).decodeOnly(Int.self)
            count += terminated ?? 0
            _ = try? await world.pool.query("SELECT pg_sleep(0.3)")
        }
        return count
    }

    private func expectOneLife(
        in world: ReliabilityWorld,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await world.decommission(id)
        try await world.awaitStatus("decommissioned", of: id)
        try await world.awaitQuiet()
        #expect(try await world.leftovers() == WorldCount(), sourceLocation: sourceLocation)
    }

    private func page(_ path: String, of port: UInt16) async throws -> (status: Int, text: String) {
        let response = try await CurlClient().execute(CurlRequest(.get, "http://127.0.0.1:\(port)\(path)"))
        return (response.status, String(decoding: response.body, as: UTF8.self))
    }

    /// Polls until the answer is as expected; each query waits for its answer.
    private func awaitPage(
        _ path: String,
        of port: UInt16,
        _ isExpected: ((status: Int, text: String)) -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        var last = (status: 0, text: "")
        while ContinuousClock.now < deadline {
            do {
                last = try await page(path, of: port)
                if isExpected(last) { return }
            } catch let error as CurlError {
                last = (0, "\(error)")
            }
        }
        Issue.record("\(path) never was as expected; at last \(last)")
    }
}
