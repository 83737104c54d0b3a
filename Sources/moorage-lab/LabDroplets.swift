import DigitalOceanSimulator
import Lab

/// Provides a lab machine for each droplet of the simulator.
struct LabDroplets: DropletMachines {
    let lab: Lab

    func boot(_ boot: DropletBoot) async throws -> String {
        let request = LabMachineRequest(
            name: name(boot.droplet),
            hostname: boot.name,
            userData: boot.userData,
            authorizedKeys: boot.authorizedKeys,
            instanceID: "\(boot.droplet.rawValue)"
        )
        return try await lab.boot(request).address
    }

    func powerOff(_ droplet: DropletNumber) async throws { try await lab.cutPower(name(droplet)) }

    func shutDown(_ droplet: DropletNumber) async throws { try await lab.stop(name(droplet), removing: false) }

    func powerOn(_ droplet: DropletNumber) async throws { _ = try await lab.start(name(droplet)) }

    func destroy(_ droplet: DropletNumber) async throws {
        do {
            try await lab.stop(name(droplet), removing: true)
        } catch let error as LabError where error.code == .notFound {
            // Already gone, as requested.
        }
    }

    private func name(_ droplet: DropletNumber) -> String { "droplet-\(droplet.rawValue)" }
}
