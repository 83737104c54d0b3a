/// A host's report about itself: the machine, its boot, and its free space.
///
/// None of it is proven. An identity with an unusual form counts as unknown.
package struct HostReport: Hashable, Codable, Sendable {
    /// The kernel's id of this boot, in lower-case hexadecimal digits and hyphens; empty if the host did not report it.
    package var bootID: String
    /// `/etc/machine-id`, 32 lower-case hexadecimal digits; empty if the host did not report it.
    package var machineID: String
    /// The free space for us on the disk with `/var/lib/moorage`, in MiB.
    package var diskFreeMiB: Int
    /// The size of that disk, in MiB; 0 if the host did not report it.
    package var diskTotalMiB: Int
    /// How many more files fit on that disk; nil if the host did not report it.
    package var inodesFree: Int?

    package init(bootID: String, machineID: String, diskFreeMiB: Int, diskTotalMiB: Int = 0, inodesFree: Int? = nil) {
        self.bootID = bootID
        self.machineID = machineID
        self.diskFreeMiB = diskFreeMiB
        self.diskTotalMiB = diskTotalMiB
        self.inodesFree = inodesFree
    }
}

extension HostReport {
    /// The unchecked output of `moorage-host` about the host.
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

    /// A UUID in the kernel's format; a machine id is shorter.
    private static let maximumIdentityLength = 36

    /// Accepts values in their usual form, and treats negative counts as zero.
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

/// The health of one service of a workspace on its own port.
package struct ServiceHealth: Hashable, Codable, Sendable {
    /// The service's name, e.g. `daphne`, `redis`, `nginx`.
    package var service: String
    /// The checked port; nil for a service without one.
    package var port: Int?
    /// Whether it answered correctly.
    package var healthy: Bool
    /// Its answer or the problem, in a sentence. Contains no secret.
    package var detail: String

    package init(service: String, port: Int?, healthy: Bool, detail: String) {
        self.service = service
        self.port = port
        self.healthy = healthy
        self.detail = detail
    }
}
