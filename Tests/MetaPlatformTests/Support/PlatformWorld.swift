import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import OrchestratorPostgres
import Passwords
import PlatformStore
import Postgres
import Testing

@testable import MetaPlatform

/// The front on a database of its own, reached over a real socket.
struct PlatformWorld: Sendable {
    let url: String
    let pool: PostgresPool
    let hub: LogHub
    let client: any TestClientProtocol
    let endpoints: [Endpoint]

    static let password = "SecurePass123!"

    /// Serves for as long as `body` takes.
    static func run(
        configuration: PlatformConfiguration = .init(address: ListenAddress(host: "127.0.0.1", port: 0)),
        over test: TestingSetup = .live,
        logger: Logger = logger,
        _ body: @Sendable (PlatformWorld) async throws -> Void
    ) async throws {
        let (url, pool) = try await PlatformDatabases.shared.fresh()
        do {
            let listener = PostgresListener(configuration: try PostgresConfiguration(url: url), logger: logger)
            let logs = PostgresLogStore(pool: pool)
            let hub = LogHub(
                store: logs,
                followNews: { wake in for await _ in listener.notifications(on: "moorage_logs") { wake() } },
                logger: logger
            )
            let service = PlatformService(
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
                        PlatformWorld(url: url, pool: pool, hub: hub, client: client, endpoints: service.endpoints)
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
    ) throws -> PlatformParts {
        var parts = PlatformParts(
            accounts: PostgresAccountStore(pool: pool),
            workspaces: PostgresWorkspaceStore(pool: pool),
            passwords: PostgresOneTimePasswordStore(pool: pool),
            logs: logs,
            hub: hub,
            hosts: PostgresHostStore(pool: pool),
            operators: PostgresOperatorStore(pool: pool),
            publicKey: "ssh-ed25519 AAAA moorage",
            hasher: try PasswordHasher(cost: 4)
        )
        parts.console = ConsoleParts(history: PostgresHistoryStore(pool: pool)) { workspace in
            guard workspace.deploymentType == "cloud" else { return .ownMachine }
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
