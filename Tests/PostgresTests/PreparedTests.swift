import Testing

@testable import Postgres

@Suite("Prepared statements", .timeLimit(.minutes(15)))
struct PreparedTests {
    private func names(_ connection: PostgresConnection) async throws -> [String] {
        try await connection.query("SELECT name FROM pg_prepared_statements ORDER BY name").decode(String.self)
    }

    private func sum(_ a: Int, _ b: Int) -> PostgresQuery {
        let query: PostgresQuery = "SELECT \(a)::int + \(b)::int"
        return query.keptPrepared
    }

    @Test func aStatementIsPreparedOnceAndTakesNewParameters() async throws {
        let connection = try await TestDatabase.connect()
        #expect(try await connection.query(sum(1, 2)).decodeOnly(Int.self) == 3)
        #expect(try await connection.query(sum(4, 5)).decodeOnly(Int.self) == 9)
        #expect(try await names(connection) == ["moorage_1"])
        let bytes: PostgresQuery = "SELECT \([UInt8]([0, 255, 7]))::bytea"
        #expect(try await connection.query(bytes.keptPrepared).decodeOnly([UInt8].self) == [UInt8]([0, 255, 7]))
    }

    @Test(arguments: ["DISCARD ALL", "DEALLOCATE ALL"])
    func whatIsGoneIsPreparedAnew(statement: String) async throws {
        let connection = try await TestDatabase.connect()
        _ = try await connection.query(sum(1, 2))
        try await connection.execute(statement)
        #expect(try await connection.query(sum(2, 2)).decodeOnly(Int.self) == 4)
        #expect(try await names(connection) == ["moorage_2"])
    }

    @Test func anAlteredTableIsReadWithItsNewColumns() async throws {
        let connection = try await TestDatabase.connect()
        try await connection.execute("CREATE TABLE altered (a int); INSERT INTO altered VALUES (1)")
        let query = PostgresQuery(unescaped: "SELECT * FROM altered").keptPrepared
        #expect(try await connection.query(query).columns == ["a"])
        try await connection.execute("ALTER TABLE altered ADD COLUMN b int")
        #expect(try await connection.query(query).columns == ["a", "b"])
    }

    @Test func anErrorLeavesTheStatementPrepared() async throws {
        let connection = try await TestDatabase.connect()
        let query: (Int) -> PostgresQuery = { divisor in
            let query: PostgresQuery = "SELECT 6 / \(divisor)::int"
            return query.keptPrepared
        }
        await expectError(.server) { _ = try await connection.query(query(0)) }
        #expect(try await connection.query(query(2)).decodeOnly(Int.self) == 3)
        #expect(try await names(connection) == ["moorage_1"])
    }

    @Test func aConnectionKeepsABoundedNumber() async throws {
        let connection = try await TestDatabase.connect()
        for number in 0...PostgresConnection.maximumPrepared {
            let query = PostgresQuery(unescaped: "SELECT \(number)").keptPrepared
            #expect(try await connection.query(query).decodeOnly(Int.self) == number)
        }
        #expect(try await names(connection).count == PostgresConnection.maximumPrepared)
    }
}
