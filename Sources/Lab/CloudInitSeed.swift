import FoundationEssentials

/// The files of cloud-init's NoCloud data source. The two structured ones are JSON, which is YAML too.
struct CloudInitSeed {
    private struct MetaData: Encodable {
        let instanceID: String
        let hostname: String
        let publicKeys: [String]

        enum CodingKeys: String, CodingKey {
            case instanceID = "instance-id"
            case hostname = "local-hostname"
            case publicKeys = "public-keys"
        }
    }

    private struct NetworkConfiguration: Encodable {
        struct Interface: Encodable {
            let addresses: [String]
        }

        let version = 2
        let ethernets: [String: Interface]
    }

    /// Where NoCloud looks inside a machine's file system.
    private static let folder = "/var/lib/cloud/seed/nocloud"
    /// The interface's name inside a machine, chosen by `systemd-nspawn`.
    private static let interface = "host0"
    /// Even without user data the file must exist, or cloud-init does not accept the folder as a seed.
    private static let emptyUserData = "#cloud-config\n{}\n"

    let record: MachineRecord
    let userData: String
    let authorizedKeys: [String]

    /// Writes the files below a machine's root. User data may contain a private host key: only root can read it.
    func write(tree: String) throws {
        let folder = tree + Self.folder
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let metaData = MetaData(
            instanceID: record.instanceID,
            hostname: record.hostname,
            publicKeys: authorizedKeys
        )
        let interface = NetworkConfiguration.Interface(addresses: [record.address + "/24"])
        let network = NetworkConfiguration(ethernets: [Self.interface: interface])
        try encoder.encode(metaData).write(to: URL(filePath: folder + "/meta-data"))
        try encoder.encode(network).write(to: URL(filePath: folder + "/network-config"))
        let userData = userData.isEmpty ? Self.emptyUserData : userData
        try Data(userData.utf8).write(to: URL(filePath: folder + "/user-data"))
    }
}
