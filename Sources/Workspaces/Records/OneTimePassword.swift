/// A row of `workspace_otps`.
package struct OneTimePassword: Record {
    package var id: Int64
    package var workspace: WorkspaceNumber
    package var workspaceID: String
    package var workspaceName: String
    /// Upper-case hex digits.
    package var code: String
    /// Nil, like the end, if another program omitted it.
    @Moment(emptyWhenAbsent: true) package var createdAt: Timestamp? = nil
    @Moment(emptyWhenAbsent: true) package var expiresAt: Timestamp? = nil
    /// False once it is revoked or used up.
    package var isActive: Bool
    /// Whether it would be accepted now.
    package var isValid: Bool
    /// How often it may be accepted; 0 for any number of times.
    package var maxUses: Int64
    package var usageCount: Int64
    /// When it was last used; nil for never.
    @Moment package var usedAt: Timestamp?

    package init(
        id: Int64,
        workspace: WorkspaceNumber,
        workspaceID: String,
        workspaceName: String,
        code: String,
        createdAt: Timestamp?,
        expiresAt: Timestamp?,
        usedAt: Timestamp?,
        isActive: Bool,
        isValid: Bool,
        usageCount: Int64,
        maxUses: Int64
    ) {
        self.id = id
        self.workspace = workspace
        self.workspaceID = workspaceID
        self.workspaceName = workspaceName
        self.code = code
        self.isActive = isActive
        self.isValid = isValid
        self.maxUses = maxUses
        self.usageCount = usageCount
        self.usedAt = usedAt
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    private enum CodingKeys: String, CodingKey {
        case id
        case workspace
        case workspaceID = "workspace_id"
        case workspaceName = "workspace_name"
        case code = "otp_code"
        case createdAt = "created_at"
        case expiresAt = "expires_at"
        case isActive = "is_active"
        case isValid = "is_valid"
        case maxUses = "max_uses"
        case usageCount = "usage_count"
        case usedAt = "used_at"
    }

    package static let example = OneTimePassword(
        id: 1,
        workspace: WorkspaceNumber(rawValue: 1),
        workspaceID: "ws7x2k4",
        workspaceName: "Production",
        code: "A7F2D8",
        createdAt: .example,
        expiresAt: .example + .seconds(86_400),
        usedAt: nil,
        isActive: true,
        isValid: true,
        usageCount: 0,
        maxUses: 1
    )

    /// Which codes to list.
    package enum Scope: Sendable {
        case workspace(WorkspaceNumber)
        /// Those of all workspaces of a user.
        case owner(Int64)
    }

    /// The result of storing a code.
    package enum Outcome: Sendable {
        /// It is now valid.
        case made(OneTimePassword)
        /// Another workspace has this code; draw another.
        case codeTaken
        /// The workspace has the maximum number of valid codes: each makes guessing easier.
        case limitReached
    }
}

/// What a client learns about a workspace from a one-time password.
package struct DiscoveredWorkspace: Record {
    /// Its address.
    package struct Endpoints: Codable, Sendable {
        /// Empty until it has one.
        package var cloud: String
        /// Empty without a tailnet.
        package var tailscale: String
        package var ip: String?

        package init(cloud: String, tailscale: String, ip: String?) {
            self.cloud = cloud
            self.tailscale = tailscale
            self.ip = ip
        }
    }

    package var workspaceID: String
    package var name: String
    /// The code, as stored.
    package var code: String
    package var endpoints: Endpoints
    package var status: String
    package var tier: String
    /// Nil if another program omitted it.
    @Moment(emptyWhenAbsent: true) package var createdAt: Timestamp? = nil
    /// `config_data.features`.
    package var features: JSONValue

    package init(
        workspaceID: String,
        name: String,
        code: String,
        endpoints: Endpoints,
        status: String,
        tier: String,
        createdAt: Timestamp?,
        features: JSONValue
    ) {
        self.workspaceID = workspaceID
        self.name = name
        self.code = code
        self.endpoints = endpoints
        self.status = status
        self.tier = tier
        self.features = features
        self.createdAt = createdAt
    }

    private enum CodingKeys: String, CodingKey {
        case workspaceID = "workspace_id"
        case name
        case code = "otp"
        case endpoints
        case status
        case tier = "subscription"
        case createdAt = "created_at"
        case features
    }

    package static let example = DiscoveredWorkspace(
        workspaceID: "ws7x2k4",
        name: "Production",
        code: "A7F2D8",
        endpoints: Endpoints(cloud: "https://ws7x2k4.example.org", tailscale: "", ip: "203.0.113.20"),
        status: WorkspaceStatus.active.rawValue,
        tier: "free",
        createdAt: .example,
        features: .object([:])
    )
}
