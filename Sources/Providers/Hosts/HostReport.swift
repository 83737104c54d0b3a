/// What a host says of itself: which machine it is, which boot of it, and how much room it has.
///
/// Nothing of it is proof. An identity that is not of its usual form counts as unknown.
package struct HostReport: Hashable, Codable, Sendable {
    /// The kernel's id of this boot, in lower-case hexadecimal digits and hyphens; empty when the host did not say.
    package var bootID: String
    /// `/etc/machine-id`, 32 lower-case hexadecimal digits; empty when the host did not say.
    package var machineID: String
    /// What is free for us on the disk with `/var/lib/moorage`, in MiB.
    package var diskFreeMiB: Int
    /// The size of that disk, in MiB; 0 when the host did not say.
    package var diskTotalMiB: Int
    /// How many files that disk still takes; nil when the host did not say.
    package var inodesFree: Int?

    package init(bootID: String, machineID: String, diskFreeMiB: Int, diskTotalMiB: Int = 0, inodesFree: Int? = nil) {
        self.bootID = bootID
        self.machineID = machineID
        self.diskFreeMiB = diskFreeMiB
        self.diskTotalMiB = diskTotalMiB
        self.inodesFree = inodesFree
    }
}
