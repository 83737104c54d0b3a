public import WorkspaceModel

/// What changes in the columns that Moorage writes back. A nil field stays as it is.
public struct ProjectionChange: Hashable, Codable, Sendable {
    /// `workspaces.status`.
    public var status: String?
    /// `ip_address`; empty clears it.
    public var ipAddress: String?
    /// `droplet_id`.
    public var dropletID: String?
    /// `instance_url`.
    public var instanceURL: String?
    /// `monthly_cost`, in US cents.
    public var monthlyCostCents: Int?
    /// Whether `provisioned_at` becomes now.
    public var setsProvisionedAt: Bool?
    /// Whether `decommissioned_at` becomes now.
    public var setsDecommissionedAt: Bool?
    /// The object under `config_data.provisioning`.
    public var provisioning: JSONValue?

    /// Changes nothing until fields are set.
    public init() {}

    private enum CodingKeys: String, CodingKey {
        case status
        case ipAddress = "ip_address"
        case dropletID = "droplet_id"
        case instanceURL = "instance_url"
        case monthlyCostCents = "monthly_cost_cents"
        case setsProvisionedAt = "sets_provisioned_at"
        case setsDecommissionedAt = "sets_decommissioned_at"
        case provisioning
    }
}
