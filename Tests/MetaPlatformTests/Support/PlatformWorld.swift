import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import OrchestratorPostgres
import Passwords
import Postgres
import Testing

@testable import MetaPlatform

/// The front on a database of its own, reached over a real socket.
struct PlatformWorld: Sendable {
    let url: String
    let pool: PostgresPool
    let client: any TestClientProtocol
    let endpoints: [Endpoint]

    static let password = "SecurePass123!"

    /// Serves for as long as `body` takes.
    static func run(
        configuration: PlatformConfiguration = .init(address: ListenAddress(host: "127.0.0.1", port: 0)),
        _ body: @Sendable (PlatformWorld) async throws -> Void
    ) async throws {
        let (url, pool) = try await PlatformDatabases.shared.fresh()
        do {
            let service = try PlatformService(
                configuration: configuration,
                parts: parts(on: pool),
                checks: HealthChecks([]),
                metrics: { "" },
                logger: logger
            )
            try await service.application.test(.live) { client in
                try await body(PlatformWorld(url: url, pool: pool, client: client, endpoints: service.endpoints))
            }
        } catch {
            await pool.close()
            throw error
        }
        await pool.close()
    }

    static func parts(on pool: PostgresPool) throws -> PlatformParts {
        PlatformParts(
            accounts: PostgresAccountStore(pool: pool),
            workspaces: PostgresWorkspaceStore(pool: pool),
            passwords: PostgresOneTimePasswordStore(pool: pool),
            hasher: try PasswordHasher(cost: 4)
        )
    }

    static var logger: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .error
        return logger
    }
}
