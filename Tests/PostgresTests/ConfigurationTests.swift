import Glibc
import Postgres
import Testing

@Suite("The database's address", .timeLimit(.minutes(15)))
struct ConfigurationTests {
    private let password = "s3cr&t"

    @Test(arguments: [
        "postgresql://user:s3cr%26t@localhost:5433/main?sslmode=disable",
        "postgres://user:s3cr%26t@localhost:5433/main",
        "host=localhost port=5433 user=user dbname=main password='s3cr&t'",
    ])
    func thePasswordIsNeverPrinted(url: String) throws {
        let configuration = try PostgresConfiguration(url: url)
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect("\(configuration)" == "user@localhost:5433/main")
        for text in [String(reflecting: configuration), dumped] {
            #expect(!text.contains("s3cr"))
        }
    }

    @Test(arguments: [
        "nonsense s3cret", "s3cret", "postgresql://user:s3cret%zz@localhost/db", "postgresql://u:p@h/db?s3cret=1",
        "postgresql://u:p@h:s3cret/db", "postgresql://user:a@s3cret@localhost/db", "host=localhost password=s3cret x",
        "postgresql://u:s3cret@h\0/db",
    ])
    func whatLibpqDoesNotUnderstandIsRefusedWithoutQuotingIt(url: String) async {
        let error = await expectError(.invalidConfiguration) {
            // libpq notices an invalid port number only when it connects, and then quotes it.
            let configuration = try PostgresConfiguration(url: url)
            _ = try await PostgresConnection.connect(configuration, logger: TestDatabase.logger)
        }
        #expect(error?.description.contains("s3cret") == false)
    }

    @Test func aServerThatIsNotThereIsSaidSo() async throws {
        let url = "postgresql://user:s3cret@127.0.0.1:1/db"
        let configuration = try PostgresConfiguration(url: url)
        let error = await expectError(.connectionFailed) {
            _ = try await PostgresConnection.connect(configuration, logger: TestDatabase.logger)
        }
        #expect(error?.isRetryable == true)
        #expect(error?.description.contains("127.0.0.1") == true)
        #expect(error?.description.contains("s3cret") == false)
    }

    @Test func aServerThatDoesNotAnswerIsGivenUp() async throws {
        let silent = try SilentServer()
        let url = "postgresql://user@127.0.0.1:\(silent.port)/db"
        let configuration = try PostgresConfiguration(url: url, connectTimeout: .milliseconds(100))
        await expectError(.connectionFailed) {
            _ = try await PostgresConnection.connect(configuration, logger: TestDatabase.logger)
        }
        let patient = try PostgresConfiguration(url: url, connectTimeout: .seconds(600))
        let task = Task { _ = try await PostgresConnection.connect(patient, logger: TestDatabase.logger) }
        task.cancel()
        await expectError(.cancelled) { try await task.value }
        silent.close()
    }

    @Test func aRefusedPasswordIsNotPrinted() async throws {
        let cluster = try await PrivateCluster.temporary(
            loopbackPort: try SilentServer.freePort(),
            logger: TestDatabase.logger
        )
        let owner = try await PostgresConnection.connect(
            PostgresConfiguration(url: cluster.url()),
            logger: TestDatabase.logger
        )
        try await owner.execute("CREATE ROLE client LOGIN PASSWORD 'r1ght & p@ss'")
        let right = try #require(cluster.loopbackURL(user: "client", password: "r1ght & p@ss"))
        let connection = try await PostgresConnection.connect(
            PostgresConfiguration(url: right),
            logger: TestDatabase.logger
        )
        #expect(try await connection.query("SELECT current_user").decodeOnly(String.self) == "client")
        let wrong = try #require(cluster.loopbackURL(user: "client", password: "wr0ng"))
        let error = await expectError(.connectionFailed) {
            _ = try await PostgresConnection.connect(PostgresConfiguration(url: wrong), logger: TestDatabase.logger)
        }
        #expect(error?.description.contains("client") == true)
        #expect(error?.description.contains("wr0ng") == false)
        try await cluster.stop()
    }
}
