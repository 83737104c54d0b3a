/// A workspace's requirements for its machine, in the units of the shared table.
package struct Resources: Hashable, Codable, Sendable {
    /// Virtual processors.
    package var vcpu: Int
    /// Memory in GiB.
    package var ramGB: Int
    /// Disk in GB.
    package var storageGB: Int

    /// Sets the three amounts.
    package init(vcpu: Int, ramGB: Int, storageGB: Int) {
        self.vcpu = vcpu
        self.ramGB = ramGB
        self.storageGB = storageGB
    }

    private enum CodingKeys: String, CodingKey {
        case vcpu
        case ramGB = "ram_gb"
        case storageGB = "storage_gb"
    }
}
