/// A row of `workspace_otps`.
package struct OneTimePassword: Sendable {
    /// The row's number.
    package var id: Int64
    /// The workspace's number.
    package var workspace: WorkspaceNumber
    /// The workspace's public name.
    package var workspaceID: String
    /// The name that its owner gave it.
    package var workspaceName: String
    /// Upper-case hex digits.
    package var code: String
    /// When it was made.
    package var createdAt: Timestamp?
    /// When it is over.
    package var expiresAt: Timestamp?
    /// When it was last used; nil for never.
    package var usedAt: Timestamp?
    /// False once it is revoked or used up.
    package var isActive: Bool
    /// Whether it would be accepted now.
    package var isValid: Bool
    /// How often it was accepted.
    package var usageCount: Int64
    /// How often it is accepted; 0 for as often as anybody likes.
    package var maxUses: Int64

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
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.usedAt = usedAt
        self.isActive = isActive
        self.isValid = isValid
        self.usageCount = usageCount
        self.maxUses = maxUses
    }
}
