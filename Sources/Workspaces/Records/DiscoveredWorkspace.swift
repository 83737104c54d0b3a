/// What a client learns of a workspace by a one-time password.
package struct DiscoveredWorkspace: Sendable {
    /// The workspace's number.
    package var number: WorkspaceNumber
    /// The public name.
    package var workspaceID: String
    /// The name that its owner gave it.
    package var name: String
    /// The code, as it is stored.
    package var code: String
    /// The endpoint; empty until there is one.
    package var instanceURL: String
    /// The endpoint in a tailnet; empty unless there is one.
    package var tailscaleURL: String
    /// The address, once there is one.
    package var ipAddress: String?
    /// The status.
    package var status: String
    /// The subscription tier.
    package var tier: String
    /// When it was made; nil where another program left that out.
    package var createdAt: Timestamp?
    /// `config_data.features`.
    package var features: [String: JSONValue]

    package init(
        number: WorkspaceNumber,
        workspaceID: String,
        name: String,
        code: String,
        instanceURL: String,
        tailscaleURL: String,
        ipAddress: String?,
        status: String,
        tier: String,
        createdAt: Timestamp?,
        features: [String: JSONValue]
    ) {
        self.number = number
        self.workspaceID = workspaceID
        self.name = name
        self.code = code
        self.instanceURL = instanceURL
        self.tailscaleURL = tailscaleURL
        self.ipAddress = ipAddress
        self.status = status
        self.tier = tier
        self.createdAt = createdAt
        self.features = features
    }
}
