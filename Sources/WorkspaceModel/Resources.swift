/// What a workspace asks of its machine, in the units of the shared table.
public struct Resources: Hashable, Codable, Sendable {
    /// Virtual processors.
    public var vcpu: Int
    /// Memory in GiB.
    public var ramGB: Int
    /// Disk in GB.
    public var storageGB: Int

    /// Names the three amounts.
    public init(vcpu: Int, ramGB: Int, storageGB: Int) {
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
