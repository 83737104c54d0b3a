import DigitalOceanSimulator
import Foundation
import Synchronization
import TestSSHServer

/// Puts a ``LoopbackHost`` behind each droplet of the simulator, with the host key and the logins that its user data
/// gives it.
final class LoopbackDroplets: DropletMachines {
    /// The port of every droplet's sshd; each has an address of its own.
    let sshPort: UInt16
    private let taskSeconds: Double
    private let hosts = Mutex<[DropletNumber: LoopbackHost]>([:])
    private let requests = Mutex<[DropletNumber: LoopbackHost.Request]>([:])

    /// User data that is none of ours.
    struct Unreadable: Error {}

    init(sshPort: UInt16, taskSeconds: Double) {
        self.sshPort = sshPort
        self.taskSeconds = taskSeconds
    }

    /// Those that run.
    var running: [LoopbackHost] { hosts.withLock { Array($0.values) } }

    func boot(_ boot: DropletBoot) async throws -> String {
        struct UserData: Decodable {
            let ssh_keys: [String: String]
        }
        let json = boot.userData.drop { $0 != "{" }
        guard let key = try JSONDecoder().decode(UserData.self, from: Data(json.utf8)).ssh_keys["ed25519_private"]
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
        requests.withLock { $0[boot.droplet] = request }
        try await start(boot.droplet)
        return address
    }

    /// From the beginning: nothing is kept of a machine that was switched off.
    private func start(_ droplet: DropletNumber) async throws {
        guard let request = requests.withLock({ $0[droplet] }) else { throw Unreadable() }
        let host = try await LoopbackHost.boot(request)
        hosts.withLock { $0[droplet] = host }
    }

    func powerOff(_ droplet: DropletNumber) async throws { take(droplet)?.destroy() }

    func shutDown(_ droplet: DropletNumber) async throws { take(droplet)?.destroy() }

    func powerOn(_ droplet: DropletNumber) async throws { try await start(droplet) }

    func destroy(_ droplet: DropletNumber) async throws { take(droplet)?.destroy() }

    private func take(_ droplet: DropletNumber) -> LoopbackHost? {
        hosts.withLock { $0.removeValue(forKey: droplet) }
    }
}
