import DigitalOceanSimulator
import Foundation
import Synchronization
import TestSSHServer

/// Provides a ``LoopbackHost`` for each droplet of the simulator, with the host key and the log-ins of its user data.
final class LoopbackDroplets: DropletMachines {
    /// The port of every droplet's sshd; each has its own address.
    let sshPort: UInt16
    private let taskSeconds: Double
    private let hosts = Mutex<[DropletNumber: LoopbackHost]>([:])
    private let off = Mutex<[DropletNumber: LoopbackHost]>([:])

    /// Foreign user data.
    struct Unreadable: Error {}

    init(sshPort: UInt16, taskSeconds: Double) {
        self.sshPort = sshPort
        self.taskSeconds = taskSeconds
    }

    /// The running ones.
    var running: [LoopbackHost] { hosts.withLock { Array($0.values) } }

    func boot(_ boot: DropletBoot) async throws -> String {
        struct UserData: Decodable {
            let keys: [String: String]

            enum CodingKeys: String, CodingKey { case keys = "ssh_keys" }
        }
        let json = boot.userData.drop { $0 != "{" }
        guard let key = try JSONDecoder().decode(UserData.self, from: Data(json.utf8)).keys["ed25519_private"]
        else {
            throw Unreadable()
        }
        let address = LoopbackAddress.next()
        let request = LoopbackHost.Request(
            address: address,
            port: sshPort,
            hostKey: key,
            authorizedKeys: boot.authorizedKeys,
            taskSeconds: taskSeconds
        )
        let host = try await LoopbackHost.boot(request)
        hosts.withLock { $0[boot.droplet] = host }
        return address
    }

    func powerOff(_ droplet: DropletNumber) async throws {
        guard let host = take(droplet) else { return }
        host.powerOff()
        off.withLock { $0[droplet] = host }
    }

    func shutDown(_ droplet: DropletNumber) async throws { try await powerOff(droplet) }

    func powerOn(_ droplet: DropletNumber) async throws {
        guard let host = off.withLock({ $0.removeValue(forKey: droplet) }) else { return }
        let booted = try await host.bootAgain()
        hosts.withLock { $0[droplet] = booted }
    }

    func destroy(_ droplet: DropletNumber) async throws {
        take(droplet)?.destroy()
        off.withLock { $0.removeValue(forKey: droplet) }?.destroy()
    }

    private func take(_ droplet: DropletNumber) -> LoopbackHost? {
        hosts.withLock { $0.removeValue(forKey: droplet) }
    }
}
