import InMemoryLogging
import Logging
import Postgres
import Testing

@Suite("The server's notices", .timeLimit(.minutes(15)))
struct NoticeTests {
    private let log = InMemoryLogHandler()
    private var logger: Logger {
        var logger = Logger(label: "notices") { _ in log }
        logger.logLevel = .debug
        return logger
    }

    private func hasLogged(_ text: String) -> Bool {
        log.entries.contains { "\($0.metadata)".contains(text) && $0.level == .debug }
    }

    @Test func theyAreLoggedWithoutValues() async throws {
        let configuration = try await TestDatabase.configuration()
        let connection = try await PostgresConnection.connect(configuration, logger: logger)
        try await connection.execute("DO $$ BEGIN RAISE WARNING 'mind the gap'; END $$")
        #expect(hasLogged("mind the gap"))
        #expect(hasLogged("01000"))
    }

    @Test func thoseOfConnectingAreLoggedToo() async throws {
        let configuration = try await TestDatabase.configuration()
        let owner = try await PostgresConnection.connect(configuration, logger: TestDatabase.logger)
        try await owner.execute("UPDATE pg_database SET datcollversion = '0' WHERE datname = current_database()")
        _ = try await PostgresConnection.connect(configuration, logger: logger)
        #expect(hasLogged("no actual collation version"))
    }
}
