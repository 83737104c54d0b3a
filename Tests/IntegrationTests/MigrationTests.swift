import Database
import Postgres
import TestSupport
import Testing

/// `moorage migrate` on the databases that it may meet.
@Suite struct MigrationTests {
    @Test func `an empty database gets everything, once`() async throws {
        let connection = try await connect()
        #expect(try await MoorageMigrations.apply(on: connection).count == MoorageMigrations.all.count)
        #expect(try await MoorageMigrations.apply(on: connection).isEmpty)
        let tables = try await connection.query(
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        ).decodeOnly(Int.self)
        #expect(tables == 4)
        await connection.close()
    }

    @Test(arguments: ORMTables.allCases)
    func `tables that an ORM created are adopted with their rows`(tables: ORMTables) async throws {
        let world = try await TestWorld.make(url: try await TestDatabases.shared.fresh())
        try await world.pool.execute(tables.sql)
        try await world.pool.execute(ORMTables.rows)
        try await world.migrate()

        try await world.daemon.run {
            // With the columns that have no default in the contract, and no others.
            try await world.pool.query(
                """
                INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type) VALUES ('wsnew11', 'n', 1, 'cloud')
                """
            )
            try await world.awaitStatus("active", of: "wsnew11")
            let old = try await world.pool.query(
                "SELECT workspace_id || ' ' || status || ' ' || droplet_id FROM workspaces WHERE id < 3 ORDER BY id"
            ).decode(String.self)
            #expect(old == ["wsold11 provisioning ", "wsold22 active 4711"])
            #expect(await world.provider.createdCount == 1)
            // They stay unmanaged until requested.
            let status = try await world.value(
                "UPDATE workspaces SET status = 'suspended' WHERE workspace_id = 'wsold22' RETURNING status",
                as: String.self
            )
            #expect(status == "suspended")

            try await world.pool.query("SELECT moorage.request_operation('wsold11', 'provision')")
            try await world.awaitStatus("active", of: "wsold11")
            let kept = try await world.value(
                "SELECT config_data #>> '{theirs}' FROM workspaces WHERE workspace_id = 'wsold11'",
                as: String.self
            )
            #expect(kept == "1")
            let address = try await world.value(
                "SELECT host(ip_address::inet) FROM workspaces WHERE workspace_id = 'wsold11'",
                as: String.self
            )
            #expect(address == "192.0.2.3")
            try await world.pool.query("DELETE FROM workspaces WHERE workspace_id = 'wsold11'")
            try await world.awaitQuiet()
            #expect(await world.provider.existing.count == 1)
        }
        await world.pool.close()
    }

    @Test func `times without a time zone are in UTC, wherever their client is`() async throws {
        let world = try await TestWorld.make(url: try await TestDatabases.shared.fresh())
        try await world.pool.execute(ORMTables.zoneless.sql)
        try await world.migrate()
        try await world.daemon.run {
            try await world.pool.withConnection { client in
                try await client.execute(
                    """
                    SET TimeZone = 'Pacific/Kiritimati';
                    INSERT INTO meta_users (email, username, hashed_password) VALUES ('o@example.com', 'o', 'x');
                    INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type)
                    SELECT 'wsnew11', 'n', id, 'cloud' FROM meta_users;
                    INSERT INTO workspace_otps (workspace_id, otp_code) SELECT id, 'ABCDEF' FROM workspaces;
                    SET TimeZone = 'UTC'
                    """
                )
            }
            try await world.awaitStatus("active", of: "wsnew11")
            // An ORM saves the row that it read.
            try await world.pool.withConnection { client in
                try await client.execute(
                    """
                    SET TimeZone = 'Pacific/Kiritimati'; UPDATE workspaces SET name = 'm', provisioned_at = NULL;
                    SET TimeZone = 'UTC'
                    """
                )
            }
            let ages = try await world.pool.query(
                """
                SELECT name, extract(epoch FROM age)::bigint FROM (
                    SELECT 'user', now() - created_at FROM meta_users
                    UNION SELECT 'created', now() - created_at FROM workspaces
                    UNION SELECT 'provisioned', now() - provisioned_at FROM workspaces
                    UNION SELECT 'code', now() + interval '1 day' - expires_at FROM workspace_otps
                    UNION SELECT 'line', now() - min(timestamp) FROM provisioning_logs) AS ages (name, age)
                """
            ).decode((String, Int).self)
            #expect(ages.count == 5)
            #expect(ages.allSatisfy { (0..<3600).contains($0.1) }, "\(ages.map { "\($0.0) \($0.1)" })")
        }
        await world.pool.close()
    }

    @Test func `a column of an unsuitable type is refused by name, and nothing changes`() async throws {
        let connection = try await connect()
        try await connection.execute(ORMTables.plain.sql)
        try await connection.execute(
            "ALTER TABLE workspaces ALTER COLUMN vcpu TYPE text; DROP TABLE workspace_otps CASCADE"
        )
        let before = try await columns(connection)
        let refusal = await #expect(throws: PostgresError.self) { try await MoorageMigrations.apply(on: connection) }
        #expect(refusal?.message.contains("public.workspaces.vcpu is text (allowed: integer)") == true)
        #expect(try await columns(connection) == before)
        let ours = try await connection.query(
            "SELECT relname FROM pg_class WHERE relnamespace = 'moorage'::regnamespace AND relkind = 'r'"
        ).decode(String.self)
        #expect(ours == ["migrations"])
        await connection.close()
    }

    @Test func `a role that may not create the schema learns so`() async throws {
        let connection = try await connect()
        let role = "nobody_\(UInt64.random(in: 0...UInt64.max))"
        try await connection.execute("CREATE ROLE \(role); SET ROLE \(role)")
        let refusal = await #expect(throws: PostgresError.self) { try await MoorageMigrations.apply(on: connection) }
        #expect(refusal?.code == .migrationRefused)
        #expect(refusal?.message.contains("schema") == true)
        await connection.close()
    }

    private func connect() async throws -> PostgresConnection {
        try await PostgresConnection.connect(
            PostgresConfiguration(url: try await TestDatabases.shared.fresh()),
            logger: TestDaemon.logger
        )
    }

    private func columns(_ connection: PostgresConnection) async throws -> [String] {
        try await connection.query(
            """
            SELECT concat_ws(' ', table_name, column_name, data_type, column_default, is_nullable)
            FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1
            """
        ).decode(String.self)
    }
}
