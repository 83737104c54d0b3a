public import WorkspaceModel

/// What a client learns of a workspace by a one-time password.
public struct DiscoveredWorkspace: Sendable {
    /// The workspace's number.
    public var number: WorkspaceNumber
    /// The public name.
    public var workspaceID: String
    /// The name that its owner gave it.
    public var name: String
    /// The code, as it is stored.
    public var code: String
    /// The endpoint; empty until there is one.
    public var instanceURL: String
    /// The endpoint in a tailnet; empty unless there is one.
    public var tailscaleURL: String
    /// The address, once there is one.
    public var ipAddress: String?
    /// The status.
    public var status: String
    /// The subscription tier.
    public var tier: String
    /// When it was made; nil where another program left that out.
    public var createdAt: Timestamp?
    /// `config_data.features`.
    public var features: [String: JSONValue]

    /// Names each field.
    public init(
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
