import Logging
import Postgres
import Synchronization
import Testing

@Suite("The server's notices", .timeLimit(.minutes(15)))
struct NoticeTests {
    /// Keeps what is logged.
    private final class Record: Sendable {
        let lines = Mutex<[(level: Logger.Level, metadata: Logger.Metadata)]>([])

        func contains(_ text: String) -> Bool {
            lines.withLock { lines in lines.contains { "\($0.metadata)".contains(text) && $0.level == .debug } }
        }
    }

    private struct Handler: LogHandler {
        let record: Record
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            record.lines.withLock { $0.append((event.level, event.metadata ?? [:])) }
        }
    }

    private let record = Record()
    private var logger: Logger { Logger(label: "notices") { _ in Handler(record: record) } }

    @Test func theyAreLoggedWithoutValues() async throws {
        let configuration = try await TestDatabase.configuration()
        let connection = try await PostgresConnection.connect(configuration, logger: logger)
        try await connection.execute("DO $$ BEGIN RAISE WARNING 'mind the gap'; END $$")
        #expect(record.contains("mind the gap"))
        #expect(record.contains("01000"))
    }

    @Test func thoseOfConnectingAreLoggedToo() async throws {
        let configuration = try await TestDatabase.configuration()
        let owner = try await PostgresConnection.connect(configuration, logger: TestDatabase.logger)
        try await owner.execute("UPDATE pg_database SET datcollversion = '0' WHERE datname = current_database()")
        _ = try await PostgresConnection.connect(configuration, logger: logger)
        #expect(record.contains("no actual collation version"))
    }
}
