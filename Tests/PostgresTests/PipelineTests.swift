import Postgres
import Testing

@Suite("Pipelines", .timeLimit(.minutes(15)))
struct PipelineTests {
    private func connection() async throws -> PostgresConnection {
        let connection = try await TestDatabase.connect()
        try await connection.execute(
            "CREATE TABLE t (n int PRIMARY KEY, p int REFERENCES t DEFERRABLE INITIALLY DEFERRED)"
        )
        return connection
    }

    private func count(_ connection: PostgresConnection) async throws -> Int {
        try await connection.query("SELECT count(*) FROM t").decodeOnly(Int.self)
    }

    @Test func answersComeInOrder() async throws {
        let connection = try await connection()
        let queries = (0..<500).map { n in PostgresQuery("INSERT INTO t VALUES (\(n)) RETURNING n * 2") }
        let answers = try await connection.pipeline(queries)
        #expect(try answers.map { try $0.decodeOnly(Int.self) } == (0..<500).map { $0 * 2 })
        #expect(try await count(connection) == 500)
        #expect(try await connection.pipeline([]).isEmpty)
    }

    @Test(arguments: [0, 1, 2])
    func oneThatFailsUndoesAll(position: Int) async throws {
        let connection = try await connection()
        var queries: [PostgresQuery] = ["INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)"]
        queries.insert("SELECT \("s3cret")::int", at: position)
        let error = await expectError(.server) { _ = try await connection.pipeline(queries) }
        #expect(error?.pipelineIndex == position)
        #expect(error?.sqlState == .invalidTextRepresentation)
        #expect(error?.description.contains("s3cret") == false)
        #expect(try await count(connection) == 0)
        #expect(try await connection.pipeline(["SELECT 1"]).count == 1)
    }

    @Test func onesWithoutFormAreRefusedBeforeAnythingIsSent() async throws {
        let connection = try await connection()
        let error = await expectError(.invalidParameter) {
            _ = try await connection.pipeline(["INSERT INTO t VALUES (1)", "SELECT \("a\0b")::text"])
        }
        #expect(error?.pipelineIndex == 1)
        #expect(try await count(connection) == 0)
    }

    @Test func aDeferredConstraintFailsTheWhole() async throws {
        let connection = try await connection()
        let error = await expectError(.server) { _ = try await connection.pipeline(["INSERT INTO t VALUES (1, 99)"]) }
        #expect(error?.sqlState == .foreignKeyViolation)
        #expect(try await count(connection) == 0)
        #expect(try await connection.pipeline(["SELECT 1"]).count == 1)
    }

    @Test func insideATransactionItIsPartOfIt() async throws {
        let connection = try await connection()
        try await connection.transaction { connection in
            _ = try await connection.pipeline(["INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)"])
            #expect(try await count(connection) == 2)
        }
        await expectError(.server) {
            try await connection.transaction { connection in
                try await connection.query("INSERT INTO t VALUES (3)")
                _ = try await connection.pipeline(["INSERT INTO t VALUES (4)", "SELECT 1/0"])
            }
        }
        #expect(try await count(connection) == 2)
    }

    @Test func moreThanTheBuffersHoldGoesThrough() async throws {
        // Both directions at once: each side would wait for the other if only one of them read.
        let connection = try await connection()
        let text = String(repeating: "x", count: 100_000)
        let answers = try await connection.pipeline((0..<200).map { _ in "SELECT \(text)::text" })
        #expect(try answers.allSatisfy { try $0.decodeOnly(String.self) == text })
    }

    @Test func aConnectionLostOnTheWayHasAnUnknownOutcome() async throws {
        let connection = try await connection()
        let error = await expectError(.commitOutcomeUnknown) {
            _ = try await connection.pipeline([
                "INSERT INTO t VALUES (1)", "SELECT pg_terminate_backend(pg_backend_pid())",
            ])
        }
        #expect(error?.isRetryable == false)
        let other = try await self.connection()
        await expectError(.connectionLost) {
            try await other.transaction { other in
                _ = try await other.pipeline(["SELECT pg_terminate_backend(pg_backend_pid())", "SELECT 1"])
            }
        }
    }

    @Test func copyEndsTheConnection() async throws {
        let connection = try await connection()
        await expectError(.unsupported) { _ = try await connection.pipeline(["SELECT 1", "COPY t TO STDOUT"]) }
        await expectError(.connectionClosed) { try await connection.query("SELECT 1") }
    }
}
