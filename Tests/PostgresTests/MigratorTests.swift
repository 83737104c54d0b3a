import Testing

@testable import Postgres

@Suite("Migrations", .timeLimit(.minutes(15)))
struct MigratorTests {
    private let first = PostgresMigration(version: 1, name: "tables", sql: "CREATE TABLE app.a (n int);")
    private let second = PostgresMigration(
        version: 2,
        name: "rows",
        sql: "INSERT INTO app.a VALUES (1);\nINSERT INTO app.a VALUES (2);"
    )

    private func apply(_ migrations: [PostgresMigration], on connection: PostgresConnection) async throws -> [Int] {
        try await PostgresMigrator.apply(migrations, on: connection, schema: "app").map(\.version)
    }

    @Test func eachIsAppliedOnceInOrder() async throws {
        let connection = try await TestDatabase.connect()
        #expect(try await apply([second, first], on: connection) == [1, 2])
        #expect(try await apply([first, second], on: connection) == [])
        #expect(try await connection.query("SELECT n FROM app.a").decode(Int.self) == [1, 2])
        let recorded = try await connection.query("SELECT version, name, checksum FROM app.migrations ORDER BY version")
            .decode((Int, String, String).self)
        #expect(recorded.map(\.0) == [1, 2])
        #expect(recorded.map(\.1) == ["tables", "rows"])
        // printf 'CREATE TABLE app.a (n int);' | sha256sum
        #expect(recorded[0].2 == "ac14210e0678d6c3029a01c3932b00381d78dee7e474570d6b8a4ea2e5bad45b")
    }

    @Test func manyProcessesTakeTurns() async throws {
        let connections = try await TestDatabase.connections(8)
        let migrations = (1...10).map { version in
            PostgresMigration(version: version, name: "table \(version)", sql: "CREATE TABLE app.t\(version) ()")
        }
        let applied = try await withThrowingTaskGroup(of: [Int].self) { group in
            for connection in connections { group.addTask { try await apply(migrations, on: connection) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(applied.sorted() == Array(1...10))
    }

    /// Every role that may connect can hold an advisory lock; a daemon must start anyway.
    @Test func nothingIsWaitedForWhenNothingIsMissing() async throws {
        let connections = try await TestDatabase.connections(2)
        _ = try await apply([first], on: connections[0])
        try await connections[1].query("SELECT pg_advisory_lock(hashtextextended('moorage migrations of app', 0))")
        try await connections[0].execute("SET lock_timeout = '1s'")
        #expect(try await apply([first], on: connections[0]) == [])
        await #expect(throws: PostgresError.self) { try await apply([first, second], on: connections[0]) }
        let changed = PostgresMigration(version: 1, name: "tables", sql: first.sql + " ")
        await expectError(.migrationRefused) { _ = try await apply([changed], on: connections[0]) }
    }

    @Test func aChangedOneIsRefusedAndNothingIsDone() async throws {
        let connection = try await TestDatabase.connect()
        _ = try await apply([first], on: connection)
        let changed = PostgresMigration(version: 1, name: "tables", sql: first.sql + " ")
        let error = await expectError(.migrationRefused) { _ = try await apply([changed, second], on: connection) }
        #expect(error?.message.contains("migration 1 (tables)") == true)
        #expect(try await connection.query("SELECT count(*) FROM app.a").decodeOnly(Int.self) == 0)
    }

    @Test func aFormerTextOfOneIsTakenForIt() async throws {
        let connection = try await TestDatabase.connect()
        _ = try await apply([first], on: connection)
        let mended = PostgresMigration(
            version: 1,
            name: "tables",
            sql: first.sql + " ",
            formerChecksums: [first.checksum]
        )
        #expect(try await apply([mended, second], on: connection) == [2])
    }

    @Test func anUnknownNewerOneIsRefused() async throws {
        let connection = try await TestDatabase.connect()
        _ = try await apply([first, second], on: connection)
        let error = await expectError(.migrationRefused) { _ = try await apply([first], on: connection) }
        #expect(error?.message.contains("migration 2 (rows)") == true)
    }

    @Test func oneThatFailsLeavesThoseBeforeItAndTellsTheLine() async throws {
        let connection = try await TestDatabase.connect()
        let broken = PostgresMigration(
            version: 2,
            name: "broken",
            sql: "CREATE TABLE app.b ();\n\nCREATE TABLE app.c (n nonsense);"
        )
        let error = await expectError(.server) { _ = try await apply([first, broken], on: connection) }
        #expect(error?.message.contains("migration 2 (broken), line 3: type \"nonsense\" does not exist") == true)
        let tables = try await connection.query(
            "SELECT relname FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relkind = 'r' ORDER BY 1"
        ).decode(String.self)
        #expect(tables == ["a", "migrations"])
    }

    @Test func oneThatEndsItsTransactionIsRefused() async throws {
        let connection = try await TestDatabase.connect()
        let ending = PostgresMigration(version: 1, name: "ending", sql: "CREATE TABLE app.b (); COMMIT")
        await expectError(.migrationRefused) { _ = try await apply([ending], on: connection) }
    }

    @Test func twoOfOneVersionAreRefused() async throws {
        let connection = try await TestDatabase.connect()
        await expectError(.migrationRefused) { _ = try await apply([first, first], on: connection) }
    }

    @Test func aRoleWithoutTheRightIsNamed() async throws {
        let cluster = try await TestDatabase.sharedCluster()
        let connection = try await TestDatabase.connect()
        let database = try await connection.query("SELECT current_database()").decodeOnly(String.self)
        let role = "role_\(UInt32.random(in: 0 ... .max))"
        try await connection.execute("CREATE ROLE \(role) LOGIN")
        let limited = try await PostgresConnection.connect(
            PostgresConfiguration(url: cluster.url(database: database, user: role)),
            logger: TestDatabase.logger
        )
        let error = await expectError(.migrationRefused) { _ = try await apply([first], on: limited) }
        #expect(error?.message.contains(role) == true)
        #expect(error?.message.contains(database) == true)
        #expect(error?.message.contains("GRANT CREATE ON DATABASE") == true)
        // The schema exists, and belongs to another role.
        try await connection.execute("CREATE SCHEMA app")
        let other = await expectError(.migrationRefused) { _ = try await apply([first], on: limited) }
        #expect(other?.message.contains("schema app") == true)
        try await connection.execute("GRANT CREATE ON DATABASE \"\(database)\" TO \(role); DROP SCHEMA app")
        #expect(try await apply([first], on: limited) == [1])
        try await connection.execute("DROP OWNED BY \(role); DROP ROLE \(role)")
    }
}
