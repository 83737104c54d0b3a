import CommandOutput
import Curl
import DigitalOceanSimulator
import Foundation
import Lab
import Logging
import Postgres
import SSH
import TestSSHServer
import Workspaces

/// The demo's parts: a private Postgres, the simulator with lab machines, and the real `moorage`. All files are in one
/// folder, which is removed at the end.
struct DemoWorld: Sendable {
    let folder: String
    let lab: Lab
    let simulatorURL: String
    let frontURL: String
    let databaseURL: String
    let pool: PostgresPool
    let moorage: MoorageProgram
    let curl: CurlClient

    static let domain = "workspaces.test"
    /// The simulator's token. It is only valid for the simulator.
    static let token = "demo"

    /// The bare-metal machine's name in the lab.
    private static let metal = "metal-1"

    /// Starts Postgres, and chooses the ports of the others.
    static func start(lab: Lab, folder: String, simulatorPort: Int, logger: Logger) async throws -> DemoWorld {
        let cluster = try await PrivateCluster.temporary(logger: logger)
        let databaseURL = try await cluster.makeDatabase(logger: logger)
        let simulatorURL = "http://127.0.0.1:\(simulatorPort)"
        let front = "127.0.0.1:\(try FreePort.find())"
        return DemoWorld(
            folder: folder,
            lab: lab,
            simulatorURL: simulatorURL,
            frontURL: "http://\(front)",
            databaseURL: databaseURL,
            pool: PostgresPool(configuration: try PostgresConfiguration(url: databaseURL), logger: logger),
            moorage: try MoorageProgram(
                settings: [
                    "DATABASE_URL": databaseURL,
                    "MOORAGE_DATA_DIR": "\(folder)/data",
                    "MOORAGE_HTTP_ADDRESS": front,
                    "MOORAGE_DOMAIN": domain,
                    "MOORAGE_DROPLET_IMAGE": "debian-12-x64",
                    "DIGITALOCEAN_TOKEN": token,
                    "DIGITALOCEAN_API_URL": simulatorURL,
                ]
            ),
            curl: try CurlClient()
        )
    }

    /// The file with the daemon's output.
    var daemonLog: String { "\(folder)/daemon.log" }

    /// Returns when the daemon is ready to work.
    func waitForDaemon() async throws {
        while true {
            let answer = try? await curl.execute(CurlRequest(.get, "\(frontURL)/health/ready"))
            if answer?.status == 200 { return }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Boots the machine that acts as the bare-metal host.
    ///
    /// - Returns: its address, its host key's fingerprint as its console would show it, and the file with a key that may
    ///   log in as root.
    func bootMetal() async throws -> (address: String, fingerprint: String, keyFile: String) {
        let key = SSHKeyPair.generate(comment: "operator")
        let keyFile = "\(folder)/operator.key"
        try Data(key.privateKey.reveal().utf8).write(to: URL(filePath: keyFile))
        let machine = try await lab.boot(LabMachineRequest(name: Self.metal, authorizedKeys: [key.publicKey.line]))
        try await lab.waitForCloudInit(Self.metal)
        let line = try String(contentsOfFile: "\(machine.tree)/etc/ssh/ssh_host_ed25519_key.pub", encoding: .utf8)
        guard let hostKey = SSHPublicKey(line: line.trimmingCharacters(in: .newlines)) else {
            throw CommandFailure("The machine \(Self.metal) generated no Ed25519 host key.")
        }
        return (machine.address, hostKey.pin.fingerprint, keyFile)
    }

    /// Adds the domain to the simulated account, so that DNS records have a zone.
    func addDomain() async throws {
        let response = try await curl.execute(
            CurlRequest(
                .post,
                "\(simulatorURL)/v2/domains",
                headers: [
                    CurlHeader("Authorization", "Bearer \(Self.token)", isSecret: true),
                    CurlHeader("Content-Type", "application/json"),
                ],
                body: Array("{\"name\":\"\(Self.domain)\"}".utf8)
            )
        )
        guard response.status == 201 else {
            throw CommandFailure("The simulator refused the domain (\(response.status)).")
        }
    }

    /// Calls a workspace like a browser. TLS is verified against the workspace's own certificate, which is read from
    /// its machine's disk, because no public authority signs for `workspaces.test`.
    ///
    /// - Returns: the status and the start of the answer.
    func call(_ workspace: DemoWorkspace) async throws -> (status: Int, text: String) {
        guard let machine = try lab.list().first(where: { $0.address == workspace.address }) else {
            throw CommandFailure("No machine has the address \(workspace.address).")
        }
        let response = try await curl.execute(
            CurlRequest(
                .get,
                "\(workspace.url)/health/",
                certificateAuthorityFile:
                    "\(machine.tree)/etc/moorage/workspaces/\(workspace.id)/tls/certificate.pem",
                connectTo: CurlEndpoint(host: workspace.address, port: 443)
            )
        )
        return (response.status, String(decoding: response.body.prefix(200), as: UTF8.self))
    }

    /// Closes what this process opened; Postgres ends with the process.
    func close() async {
        await pool.close()
        curl.close()
    }
}
