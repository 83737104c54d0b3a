/// What stands behind a droplet: something that boots, has an address and can be switched off.
///
/// The simulator calls one droplet's methods one after another, those of different droplets at once.
package protocol DropletMachines: Sendable {
    /// Boots a machine and returns its public IPv4 address once it has one; SSH may take longer, as on a droplet.
    ///
    /// - Throws: anything; the create action is then `errored` and the droplet disappears.
    func boot(_ boot: DropletBoot) async throws -> String

    /// Cuts the machine's power; its disk is kept.
    func powerOff(_ droplet: DropletNumber) async throws

    /// Shuts the machine down in order; its disk is kept.
    func shutDown(_ droplet: DropletNumber) async throws

    /// Boots the machine again from its disk.
    func powerOn(_ droplet: DropletNumber) async throws

    /// Removes the machine and its disk. A machine that is not there is no error.
    func destroy(_ droplet: DropletNumber) async throws
}
