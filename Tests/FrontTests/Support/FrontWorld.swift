import Database
import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Passwords
import Postgres
import Providers
import Testing
import Workspaces

@testable import Front

/// The front on its own database, reached over a real socket.
struct FrontWorld: Sendable {
    let url: String
    let pool: PostgresPool
    let hub: LogHub
    let client: any TestClientProtocol
    let endpoints: [Endpoint]

    static let password = "SecurePass123!"

    /// Serves while `body` runs.
    static func run(
        configuration: FrontConfiguration = .init(address: ListenAddress(host: "127.0.0.1", port: 0)),
        over test: TestingSetup = .live,
        logger: Logger = logger,
        _ body: @Sendable (FrontWorld) async throws -> Void
    ) async throws {
        let (url, pool) = try await FrontDatabases.shared.fresh()
        do {
            let listener = PostgresListener(configuration: try PostgresConfiguration(url: url), logger: logger)
            let logs = PostgresLogStore(pool: pool)
            let hub = LogHub(
                store: logs,
                followNews: { wake in for await _ in listener.notifications(on: "moorage_logs") { wake() } },
                logger: logger
            )
            let service = FrontService(
                configuration: configuration,
                parts: try parts(on: pool, logs: logs, hub: hub),
                checks: HealthChecks([]),
                metrics: { "" },
                logger: logger
            )
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await listener.run() }
                group.addTask { try await hub.run() }
                try await service.application().test(test) { client in
                    try await body(
                        FrontWorld(url: url, pool: pool, hub: hub, client: client, endpoints: service.endpoints)
                    )
                }
                group.cancelAll()
            }
        } catch {
            await pool.close()
            throw error
        }
        await pool.close()
    }

    private static func parts(
        on pool: PostgresPool,
        logs: PostgresLogStore,
        hub: LogHub
    ) throws -> FrontParts {
        var parts = FrontParts(
            accounts: PostgresAccountStore(pool: pool),
            workspaces: PostgresWorkspaceStore(pool: pool),
            passwords: PostgresOneTimePasswordStore(pool: pool),
            logs: logs,
            hub: hub,
            hosts: PostgresHostStore(pool: pool),
            operators: PostgresOperatorStore(pool: pool),
            publicKey: "ssh-ed25519 AAAA moorage",
            words: .digitalOcean,
            hasher: try PasswordHasher(cost: 4)
        )
        parts.console = ConsoleParts(history: PostgresHistoryStore(pool: pool)) { workspace in
            guard workspace.deploymentType == .cloud else { return .ownMachine }
            return .price(size: "s-2vcpu-4gb", region: workspace.region, monthlyCents: 2405)
        }
        return parts
    }

    static var logger: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .error
        return logger
    }
}
