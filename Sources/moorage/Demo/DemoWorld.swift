import Curl
import Database
import Foundation
import Lab
import Logging
import Orchestrator
import Postgres
import SSH
import ServiceLifecycle
import Telemetry
import Templates
import Workspaces

/// What the demo runs: a private Postgres, the simulator, the lab and a daemon, all in one folder that goes again.
struct DemoWorld: Sendable {
    let folder: String
    let settings: Settings
    let database: Database
    let installation: Installation
    let lab: Lab
    let simulatorPort: Int
    let curl: CurlClient
    let logger: Logger

    /// The simulator's token. It opens nothing but the simulator.
    static let token = "demo"

    /// Starts what does not run as a service.
    ///
    /// - Parameter simulatorPort: where the simulator listens already.
    static func start(lab: Lab, folder: String, simulatorPort: Int, logger: Logger) async throws -> DemoWorld {
        Terminal.line("Starting a private Postgres …")
        let cluster = try await PrivateCluster.temporary(logger: logger)
        let url = try await cluster.makeDatabase(logger: logger)
        let settings = try await Settings.load(
            overrides: [
                "database.url": url,
                "moorage.data.dir": folder,
                "digitalocean.token": token,
                "digitalocean.api.url": "http://127.0.0.1:\(simulatorPort)",
                "moorage.droplet.image": "debian-12-x64",
                "moorage.http.address": "127.0.0.1:0",
                "moorage.domain": "workspaces.test",
            ]
        )
        let database = try await Database.open(settings, logger: logger)
        _ = try await database.pool.withConnection { try await MoorageMigrations.apply(on: $0) }
        let installation = try await Installation.open(
            on: database.pool,
            keyFile: MasterKeyFile(path: settings.masterKeyFile),
            acceptsDatabase: false
        )
        return DemoWorld(
            folder: folder,
            settings: settings,
            database: Database(configuration: database.configuration, pool: database.pool, cluster: cluster),
            installation: installation,
            lab: lab,
            simulatorPort: simulatorPort,
            curl: try CurlClient(),
            logger: logger
        )
    }

    /// The daemon's services.
    func services() async throws -> [any Service] {
        let daemon = Daemon(
            settings: settings,
            database: database,
            installation: installation,
            logger: logger,
            metrics: PrometheusRegistry()
        )
        return try await daemon.services()
    }

    /// The machine that plays the bare-metal host, with a host key that we made and an operator's key.
    func bootMetal() async throws -> DemoMetal {
        let hostKey = SSHKeyPair.generate(comment: "metal-1")
        let operatorKey = SSHKeyPair.generate(comment: "operator")
        let userData = try FirstBoot.userData(
            hostKey: Secret(hostKey.privateKey.reveal()),
            authorizedKey: operatorKey.publicKey.line
        )
        let machine = try await lab.boot(LabMachineRequest(name: "metal-1", userData: userData.reveal()))
        try await lab.waitForCloudInit("metal-1")
        return DemoMetal(address: machine.address, hostKey: hostKey.publicKey.pin, operatorKey: operatorKey.privateKey)
    }

    /// Adds the domain to the simulated account, so that DNS records have a zone.
    func addDomain() async throws {
        let response = try await curl.execute(
            CurlRequest(
                .post,
                "http://127.0.0.1:\(simulatorPort)/v2/domains",
                headers: [
                    CurlHeader("Authorization", "Bearer \(Self.token)", isSecret: true),
                    CurlHeader("Content-Type", "application/json"),
                ],
                body: Array("{\"name\":\"\(settings.domain)\"}".utf8)
            )
        )
        guard response.status == 201 else {
            throw CommandFailure("The simulator did not take the domain (\(response.status)).")
        }
    }

    /// Keeps a file in the demo's folder and gives its path.
    func keep(_ bytes: [UInt8], named name: String) throws -> String {
        let path = "\(folder)/\(name)"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// Returns when the surrounding task is cancelled, which Ctrl-C does.
    func waitUntilInterrupted() async {
        Terminal.line("Press Ctrl-C to take everything down.")
        let (stream, _) = AsyncStream<Never>.makeStream()
        for await _ in stream {}
    }

    /// Takes down what does not run as a service.
    func takeDown() async {
        await database.pool.close()
        curl.close()
        do {
            try await database.cluster?.stop()
        } catch {
            Terminal.error("The private Postgres did not stop: \(error)")
        }
    }
}
