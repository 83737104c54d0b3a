public import WorkspaceModel

/// A row of `workspace_otps`.
public struct OneTimePassword: Sendable {
    /// The row's number.
    public var id: Int64
    /// The workspace's number.
    public var workspace: WorkspaceNumber
    /// The workspace's public name.
    public var workspaceID: String
    /// The name that its owner gave it.
    public var workspaceName: String
    /// Upper-case hex digits.
    public var code: String
    /// When it was made.
    public var createdAt: Timestamp?
    /// When it is over.
    public var expiresAt: Timestamp?
    /// When it was last used; nil for never.
    public var usedAt: Timestamp?
    /// False once it is revoked or used up.
    public var isActive: Bool
    /// Whether it would be accepted now.
    public var isValid: Bool
    /// How often it was accepted.
    public var usageCount: Int64
    /// How often it is accepted; 0 for as often as anybody likes.
    public var maxUses: Int64

    /// Names each field.
    public init(
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
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.usedAt = usedAt
        self.isActive = isActive
        self.isValid = isValid
        self.usageCount = usageCount
        self.maxUses = maxUses
    }
}
