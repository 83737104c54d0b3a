import Postgres
import TestSupport
import Testing

/// The contract: a row that can never be fulfilled is accepted, and ends failed with its reason.
@Suite struct BadRowTests {
    struct BadRow: Sendable, CustomTestStringConvertible {
        let column: String
        let value: String
        var testDescription: String { "\(column) = \(value)" }
    }

    @Test(arguments: [
        BadRow(column: "deployment_type", value: "'serverless'"),
        BadRow(column: "deployment_type", value: "NULL"),
        BadRow(column: "vcpu", value: "0"),
        BadRow(column: "ram_gb", value: "-4"),
        BadRow(column: "storage_gb", value: "2147483647"),
        BadRow(column: "region", value: "'New York'"),
        BadRow(column: "workspace_id", value: "'ws'"),
        BadRow(column: "workspace_id", value: "'WS7X2K4'"),
        BadRow(column: "workspace_id", value: "'../../etc/passwd'"),
        BadRow(column: "owner_id", value: "NULL"),
        BadRow(column: "config_data", value: "'[]'"),
        BadRow(column: "config_data", value: "'7'"),
    ])
    func `an invalid row fails with one line that names the column`(row: BadRow) async throws {
        try await TestWorld.run { world in
            try await insert(row, in: world)
            try await world.awaitTrue("the row has failed", "SELECT status = 'failed' FROM workspaces")
            try await world.awaitQuiet()
            let errors = try await world.pool.query(
                "SELECT message, data ->> 'column' FROM provisioning_logs WHERE level = 'error'"
            ).decode((String, String).self)
            #expect(errors.map(\.1) == [row.column])
            #expect(errors.first?.0.hasPrefix(row.column) == true)
            try await expectNothing(in: world)
        }
    }

    @Test func `an unknown region is noticed at the provider, and nothing is created`() async throws {
        try await TestWorld.run { world in
            try await insert(BadRow(column: "region", value: "'mars1'"), in: world)
            try await world.awaitTrue("the row has failed", "SELECT status = 'failed' FROM workspaces")
            try await world.awaitQuiet()
            let errors = try await world.pool.query(
                "SELECT message FROM provisioning_logs WHERE level = 'error' ORDER BY id"
            ).decode(String.self)
            #expect(errors.first == "region is 'mars1'; allowed are ams3, fra1, nyc3, sfo3.")
            try await expectNothing(in: world)
        }
    }

    @Test func `an invalid row does not stop later ones, and is processed again when it is corrected`() async throws {
        try await TestWorld.run { world in
            try await insert(BadRow(column: "vcpu", value: "0"), in: world)
            let id = try await world.value("SELECT workspace_id FROM workspaces", as: String.self)
            try await world.enqueue("wsgood1")
            try await world.awaitStatus("active", of: "wsgood1")
            try await world.awaitStatus("failed", of: id)
            try await world.pool.query("UPDATE workspaces SET vcpu = 2 WHERE workspace_id = \(id)")
            try await world.pool.query("SELECT moorage.request_operation(\(id), 'retry')")
            try await world.awaitStatus("active", of: id)
        }
    }

    @Test(arguments: [
        "'null'", "NULL", #"'{"theirs": 1e400}'"#, #"'{"features": {"neo4j": "perhaps"}}'"#, #"'{"features": 1}'"#,
    ])
    func `what a client keeps in config_data is its own concern`(value: String) async throws {
        try await TestWorld.run { world in
            try await insert(BadRow(column: "config_data", value: value), in: world)
            try await world.awaitTrue("it is active", "SELECT status = 'active' FROM workspaces")
            let isUnclear = value.contains("perhaps")
            let warnings = try await world.value(
                "SELECT count(*) FROM provisioning_logs WHERE message LIKE '%neo4j is neither true nor false%'",
                as: Int.self
            )
            #expect(warnings == (isUnclear ? 1 : 0))
            #expect(try await world.value("SELECT config_data ? 'provisioning' FROM workspaces", as: Bool.self))
        }
    }

    @Test func `a feature that text cannot express fails with its reason, and leaves the document unchanged`()
        async throws
    {
        try await TestWorld.prepare { world in
            try await world.pool.query("ALTER TABLE workspaces ALTER config_data DROP DEFAULT")
            try await world.pool.query("ALTER TABLE workspaces ALTER config_data TYPE json")
            try await world.daemon.run {
                try await insert(
                    BadRow(column: "config_data", value: #"'{"features": {"neo4j": "\u0000"}}'"#),
                    in: world
                )
                try await world.awaitTrue("the row has failed", "SELECT status = 'failed' FROM workspaces")
                try await world.awaitQuiet()
                let messages = try await world.pool.query("SELECT message FROM provisioning_logs WHERE level = 'error'")
                    .decode(String.self)
                #expect(messages.count == 1)
                #expect(messages.first?.hasPrefix("The row cannot be read") == true)
                #expect(
                    try await world.value(#"SELECT config_data::text LIKE '%\\u0000%' FROM workspaces"#, as: Bool.self)
                )
                try await expectNothing(in: world)
            }
        }
    }

    @Test(arguments: [
        #"O'Brien's "best" \ workspace"#, "🚀 Ünïcödé 東京 \u{202E}",
        "{{ lookup('env', 'HOME') }} {% raw %} ${HOME} $(id)",
        String(repeating: "ä", count: 100), "line\nbreak\ttab",
    ])
    func `a name appears in the log unchanged`(name: String) async throws {
        try await TestWorld.run { world in
            try await world.enqueue("ws7x2k4", name: name)
            try await world.awaitStatus("active", of: "ws7x2k4")
            let logged = try await world.value(
                "SELECT data ->> 'name' FROM provisioning_logs WHERE data ? 'name'",
                as: String.self
            )
            #expect(logged == name)
        }
    }

    private func insert(_ row: BadRow, in world: TestWorld) async throws {
        let owner = try await world.owner()
        var columns = ["name": "'n'", "owner_id": "\(owner)", "deployment_type": "'cloud'"]
        columns[row.column] = row.value
        let pairs = Array(columns)
        try await world.pool.query(
            """
            INSERT INTO workspaces (\(unescaped: pairs.map(\.key).joined(separator: ", ")))
            VALUES (\(unescaped: pairs.map(\.value).joined(separator: ", ")))
            """
        )
    }

    private func expectNothing(in world: TestWorld, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        #expect(await world.provider.createdCount == 0, sourceLocation: sourceLocation)
        for table in ["port_leases", "resources", "hosts", "secrets", "operations"] {
            #expect(try await world.count("moorage.\(table)") == 0, "\(table)", sourceLocation: sourceLocation)
        }
    }
}
