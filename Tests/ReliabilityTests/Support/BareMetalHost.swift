import Database
import Foundation
import Orchestrator
import Providers
import SSH
import Workspaces

/// A ``LoopbackHost`` that passed its registration.
struct BareMetalHost {
    let machine: LoopbackHost
    let address: String
    let registration: HostRegistration

    /// Boots one that accepts log-ins of the world's daemons.
    static func boot(in world: ReliabilityWorld) async throws -> BareMetalHost {
        let installation = try await Installation.open(
            on: world.pool,
            keyFile: MasterKeyFile(path: world.folder.appending(path: "master.key").path),
            acceptsDatabase: false
        )
        let key = SSHKeyPair.generate(comment: "host")
        let address = LoopbackAddress.next()
        let machine = try await LoopbackHost.boot(
            LoopbackHost.Request(
                address: address,
                port: world.droplets.sshPort,
                hostKey: key.privateKey.reveal(),
                authorizedKeys: [installation.daemonKey.publicKey.line]
            )
        )
        return BareMetalHost(
            machine: machine,
            address: address,
            registration: HostRegistration(hostKey: key.publicKey.pin, facts: facts, verdicts: [])
        )
    }

    /// Lets everybody's workspaces onto it.
    func register(in world: ReliabilityWorld) async throws {
        _ = try await HostDirectory(pool: world.pool).add(
            address: address,
            port: Port(rawValue: world.droplets.sshPort),
            user: "root",
            registration: registration,
            capacity: Resources(vcpu: 16, ramGB: 64, storageGB: 1000),
            tenancy: .shared
        )
    }

    private static let facts = HostFacts(
        distribution: "debian",
        distributionVersion: "12",
        architecture: "x86_64",
        systemdVersion: 252,
        machineID: "0123456789abcdef0123456789abcdef",
        vcpu: 16,
        memoryMiB: 65_536,
        freeDiskMiB: 100_000,
        clock: 0,
        hasRoot: true,
        pythonVersion: "3.11",
        ansibleVersion: "2.14",
        listeners: []
    )
}
