extension HostReport {
    /// What `moorage-host` prints of the host, before it is checked.
    struct Answer: Decodable {
        var bootID: String
        var machineID: String
        var diskFreeMiB: Int
        var diskTotalMiB: Int?
        var inodesFree: Int?

        private enum CodingKeys: String, CodingKey {
            case bootID = "boot_id"
            case machineID = "machine_id"
            case diskFreeMiB = "disk_free_mib"
            case diskTotalMiB = "disk_total_mib"
            case inodesFree = "inodes_free"
        }
    }

    /// A UUID as the kernel writes it; a machine id is shorter.
    private static let maximumIdentityLength = 36

    /// Takes what has its usual form, and counts below zero as zero.
    init(_ answer: Answer) {
        self.init(
            bootID: Self.identity(answer.bootID),
            machineID: Self.identity(answer.machineID),
            diskFreeMiB: max(answer.diskFreeMiB, 0),
            diskTotalMiB: max(answer.diskTotalMiB ?? 0, 0),
            inodesFree: answer.inodesFree.map { max($0, 0) }
        )
    }

    private static func identity(_ text: String) -> String {
        let isUsual = text.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x66).contains($0) || $0 == 0x2D
        }
        return isUsual && text.utf8.count <= maximumIdentityLength ? text : ""
    }
}
