import FoundationEssentials

/// What the state folder keeps of a machine, so that any process can list, stop and remove it.
struct MachineRecord: Codable, Equatable {
    let name: String
    let hostname: String
    let instanceID: String
    let createdAt: Int
    /// The base below the machine's own files, for as long as it lives.
    let base: String
    let network: LabNetwork
    /// The last number of the address.
    let number: Int

    var address: String { network.address(number) }

    /// The machine's name on this computer: unique among all labs, because it is made from the address. It names the
    /// network interface (`vb-` and this, at most 15 characters) and the control groups.
    var tag: String { network.tag + Hexadecimal.byte(number) }
}
