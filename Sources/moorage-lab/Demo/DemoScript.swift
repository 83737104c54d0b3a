import CommandOutput
import Lab
import Postgres
import ServiceLifecycle

/// A workspace of the demo, as a client reads it from the shared table.
struct DemoWorkspace: Sendable {
    let id: String
    let type: String
    let status: String
    let url: String
    let address: String
    let ports: String
}

/// The demo's actions and output, step by step. It ends when everything has been shown.
struct DemoScript: Service {
    let world: DemoWorld
    /// Whether to stay after everything has been shown, until Ctrl-C.
    let staysOpen: Bool

    private static let owner = "owner@example.com"
    /// Of a user in a database that is removed with the demo.
    private static let password = "demo-password"
    /// Both workspaces take about two minutes; a machine under load may need several times as long.
    private static let patience = Duration.seconds(900)

    func run() async throws {
        try await cancelWhenGracefulShutdown { try await play() }
    }

    /// - Throws: ``CommandFailure`` unless both workspaces answered over HTTPS.
    private func play() async throws {
        try await world.waitForDaemon()
        try await world.addDomain()
        try await moorage(["user", "create", Self.owner], input: Self.password + "\n")
        try await registerMetal()
        try await enqueue()
        try await showLogs()
        let haveAnswered = try await showEndpoints()
        if staysOpen {
            try await showAround()
            await waitForShutdown()
        } else {
            Terminal.line("To keep it running and look around: make demo DEMO_FLAGS=--keep")
        }
        guard haveAnswered else { throw CommandFailure("The workspaces of the demo did not both answer.") }
    }

    private func registerMetal() async throws {
        Terminal.line("Booting a bare-metal machine …")
        let metal = try await world.bootMetal()
        try await moorage([
            "host", "add", metal.address, "--fingerprint", metal.fingerprint, "--shared", "--key-file", metal.keyFile,
        ])
    }

    private func enqueue() async throws {
        Terminal.line("Two rows are all it takes:")
        for (name, type) in [("Cloud demo", "cloud"), ("Metal demo", "bare_metal")] {
            Terminal.line(
                "  INSERT INTO workspaces (name, owner_id, deployment_type) VALUES ('\(name)', 1, '\(type)');"
            )
            try await world.pool.query(
                "INSERT INTO workspaces (name, owner_id, deployment_type) VALUES (\(name), 1, \(type))"
            )
        }
    }

    /// Shows both logs as they grow.
    private func showLogs() async throws {
        let ids = try await workspaces().map(\.id)
        for id in ids { Terminal.line("$ moorage logs \(id) -f") }
        try await withThrowingTaskGroup { group in
            for id in ids {
                group.addTask { [world] in try await world.moorage.run(["logs", id, "-f"], prefix: "  \(id)  ") }
            }
            group.addTask {
                try await Task.sleep(for: Self.patience)
                throw CommandFailure(
                    "The workspaces did not start within \(Self.patience.components.seconds / 60) minutes."
                )
            }
            for _ in ids { try await group.next() }
            group.cancelAll()
        }
    }

    private func showEndpoints() async throws -> Bool {
        var table = Table("WORKSPACE", "TYPE", "STATUS", "ENDPOINT", "ADDRESS", "PORTS", "ANSWER")
        var haveAnswered = true
        for workspace in try await workspaces() {
            let answer: String
            do {
                let (status, text) = try await world.call(workspace)
                haveAnswered = haveAnswered && status == 200
                answer = "\(status) \(text)"
            } catch {
                haveAnswered = false
                answer = "\(error)"
            }
            table.append(
                workspace.id,
                workspace.type,
                workspace.status,
                workspace.url,
                workspace.address,
                workspace.ports,
                answer
            )
        }
        Terminal.line("")
        table.lines.forEach(Terminal.line)
        return haveAnswered
    }

    /// The data that any client of the database can read.
    private func workspaces() async throws -> [DemoWorkspace] {
        try await world.pool.query(
            """
            SELECT workspace_id::text, deployment_type::text, status::text, instance_url::text,
                coalesce(ip_address::text, '-'),
                coalesce((SELECT string_agg(format('%s %s', key, value), ', ' ORDER BY value::integer)
                    FROM jsonb_each_text(config_data::jsonb #> '{provisioning,ports}')), '-')
            FROM workspaces ORDER BY id
            """
        ).decode((String, String, String, String, String, String).self).map {
            DemoWorkspace(id: $0, type: $1, status: $2, url: $3, address: $4, ports: $5)
        }
    }

    private func showAround() async throws {
        let moorage = world.moorage.path
        Terminal.line(
            """

            Look around:
              console    \(world.frontURL), as \(Self.owner) with the password \(Self.password)
              database   psql '\(world.databaseURL)'
              logs       DATABASE_URL='\(world.databaseURL)' \(moorage) logs \(try await workspaces().first?.id ?? "")
              machines   \(CommandLine.arguments[0]) machine list --state-folder \(world.lab.stateFolder)
              daemon     tail -f \(world.daemonLog)

            Press Ctrl-C to remove everything.
            """
        )
    }

    /// Returns at Ctrl-C.
    private func waitForShutdown() async {
        let (stream, _) = AsyncStream<Never>.makeStream()
        for await _ in stream {}
    }

    /// Shows a command and runs it.
    private func moorage(_ arguments: [String], input: String = "") async throws {
        Terminal.line("$ moorage \(arguments.joined(separator: " "))")
        try await world.moorage.run(arguments, input: input, prefix: "  ")
    }
}
