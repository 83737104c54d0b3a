import Postgres
import Testing

@Suite("Statements", .timeLimit(.minutes(15)))
struct StatementTests {
    @Test(arguments: ["\0", "a\0b", "a\0"])
    func textsWithNULAreRefused(text: String) async throws {
        let connection = try await TestDatabase.connect()
        await expectError(.invalidParameter) { try await connection.query("SELECT \(text)::text") }
        await expectError(.invalidParameter) { try await connection.query("SELECT \([text])::text[]") }
        await expectError(.invalidParameter) { try await connection.query(PostgresQuery(unescaped: "SELECT 1\0; x")) }
        await expectError(.invalidParameter) { try await connection.execute("SELECT 1\0") }
        #expect(try await connection.query("SELECT 1").decodeOnly(Int.self) == 1)
    }

    @Test func unescapedTextAndNamesStandWhereTheyAreWritten() async throws {
        let connection = try await TestDatabase.connect()
        let name = #"odd "name" $1"#
        try await connection.query("CREATE TABLE \(identifier: name) (n int)")
        try await connection.query("INSERT INTO \(identifier: name) VALUES (\(1)), (\(2))")
        let order = "DESC"
        let rows = try await connection.query("SELECT n FROM \(identifier: name) ORDER BY n \(unescaped: order)")
        #expect(try rows.decode(Int.self) == [2, 1])
    }

    @Test func descriptionsHideValues() {
        let query: PostgresQuery = "INSERT INTO secrets VALUES (\("s3cret"), \(7))"
        #expect(query.sql == "INSERT INTO secrets VALUES ($1, $2)")
        var dumped = ""
        dump(query, to: &dumped)
        for text in ["\(query)", String(reflecting: query), dumped] { #expect(!text.contains("s3cret")) }
    }

    @Test func resultsHaveNamesCountsAndRows() async throws {
        let connection = try await TestDatabase.connect()
        try await connection.execute("CREATE TABLE t (id int, name text); INSERT INTO t VALUES (1, 'a'), (2, NULL)")
        let rows = try await connection.query("SELECT id, name FROM t ORDER BY id")
        #expect(rows.columns == ["id", "name"])
        #expect(rows.count == 2)
        #expect(try rows.decode((Int, String?).self).map(\.1) == ["a", nil])
        #expect(try rows[1].decode(column: "id", as: Int.self) == 2)
        #expect(rows[1][1].isNull)
        let updated = try await connection.query("UPDATE t SET name = \("b")")
        #expect(updated.affectedCount == 2)
        #expect(updated.isEmpty)
        #expect(try await connection.query("SELECT id FROM t WHERE id > \(9)").decodeFirst(Int.self) == nil)
        #expect(try await connection.query("").affectedCount == 0)
    }

    @Test func wrongShapesAreRefused() async throws {
        let connection = try await TestDatabase.connect()
        let rows = try await connection.query("SELECT 1, NULL::int")
        await expectError(.decoding) { _ = try rows.decode(Int.self) }
        await expectError(.decoding) { _ = try rows.decode((Int, Int).self) }
        await expectError(.decoding) { _ = try rows[0].decode(column: "missing", as: Int.self) }
        let many = try await connection.query("SELECT generate_series(1, 2)")
        await expectError(.unexpectedRowCount) { _ = try many.decodeOnly(Int.self) }
        await expectError(.decoding) { _ = try await connection.query("SELECT 70000").decodeOnly(Int16.self) }
        await expectError(.decoding) {
            _ = try await connection.query("SELECT '{{1},{2}}'::int[]").decodeOnly([Int].self)
        }
    }

    @Test func errorsTellTheirStateAndHideValues() async throws {
        let connection = try await TestDatabase.connect()
        try await connection.execute(
            "CREATE TABLE accounts (email text UNIQUE, age int NOT NULL CHECK (age > 0)); INSERT INTO accounts VALUES ('s3cret', 1)"
        )
        let statements: [(PostgresQuery, SQLState)] = [
            ("INSERT INTO accounts VALUES (\("s3cret"), 1)", .uniqueViolation),
            ("INSERT INTO accounts VALUES (\("s3cret 2"), NULL)", .notNullViolation),
            ("INSERT INTO accounts VALUES (\("s3cret 3"), 0)", .checkViolation),
            ("SELECT \("s3cret")::int", .invalidTextRepresentation),
            ("SELECT \("s3cret")::timestamptz", SQLState(rawValue: "22007")),
            ("SELECT \("s3cret")::jsonb", .invalidTextRepresentation),
            ("SELECT missing FROM accounts", SQLState(rawValue: "42703")),
            ("SELEC", .syntaxError),
        ]
        for (statement, state) in statements {
            let error = await expectError(.server) { try await connection.query(statement) }
            #expect(error?.sqlState == state)
            var dumped = ""
            dump(error as Any, to: &dumped)
            #expect(!dumped.contains("s3cret"), "\(state)")
            #expect(error?.description.contains(state.rawValue) == true)
        }
        let error = await expectError(.server) {
            try await connection.query("INSERT INTO accounts VALUES (\("s3cret"), 1)")
        }
        #expect(error?.server?.constraint == "accounts_email_key")
        #expect(error?.server?.table == "accounts")
        #expect(error?.isRetryable == false)
    }

    @Test func statementsOfOneTextAreOneTransaction() async throws {
        let connection = try await TestDatabase.connect()
        try await connection.execute("CREATE TABLE t (n int)")
        await expectError(.server) { try await connection.execute("INSERT INTO t VALUES (1); SELECT 1/0") }
        #expect(try await connection.query("SELECT count(*) FROM t").decodeOnly(Int.self) == 0)
    }

    @Test func concurrentTasksTakeTurns() async throws {
        let connection = try await TestDatabase.connect()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let answer = try await connection.query("SELECT \(number)::int").decodeOnly(Int.self)
                    #expect(answer == number)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func largeResultsArrive() async throws {
        let connection = try await TestDatabase.connect()
        let rows = try await connection.query("SELECT n, repeat('x', 100) FROM generate_series(1, 100000) AS n")
        #expect(rows.count == 100_000)
        #expect(try rows[99_999].decode((Int, String).self).0 == 100_000)
    }

    @Test func copyIsRefused() async throws {
        let connection = try await TestDatabase.connect()
        await expectError(.unsupported) { try await connection.execute("COPY (SELECT 1) TO STDOUT") }
    }

    @Test func aTerminatedConnectionIsLost() async throws {
        let connections = try await TestDatabase.connections(2)
        let (victim, other) = (connections[0], connections[1])
        let error = await expectError(.connectionLost) {
            try await victim.query("SELECT pg_terminate_backend(pg_backend_pid())")
        }
        #expect(error?.sqlState == .adminShutdown)
        #expect(error?.isRetryable == true)
        await expectError(.connectionClosed) { try await victim.query("SELECT 1") }
        #expect(try await other.query("SELECT 1").decodeOnly(Int.self) == 1)
    }

    @Test func aClosedConnectionRefusesStatements() async throws {
        let connection = try await TestDatabase.connect()
        await connection.close()
        await connection.close()
        await expectError(.connectionClosed) { try await connection.query("SELECT 1") }
    }
}
