package import Workspaces

/// What changes in the columns that Moorage writes back. A nil field stays as it is.
package struct ProjectionChange: Hashable, Codable, Sendable {
    /// `workspaces.status`.
    package var status: String?
    /// `ip_address`; empty clears it.
    package var ipAddress: String?
    /// `droplet_id`.
    package var dropletID: String?
    /// `instance_url`.
    package var instanceURL: String?
    /// `monthly_cost`, in US cents.
    package var monthlyCostCents: Int?
    /// Whether `provisioned_at` becomes now.
    package var setsProvisionedAt: Bool?
    /// Whether `decommissioned_at` becomes now.
    package var setsDecommissionedAt: Bool?
    /// The object under `config_data.provisioning`.
    package var provisioning: JSONValue?

    /// Changes nothing until fields are set.
    package init() {}

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
