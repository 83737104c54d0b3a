public import WorkspaceModel

/// A personal access token, without its secret, which nobody has but its user.
public struct AccessToken: Sendable {
    /// Its number.
    public let id: Int64
    /// What its user calls it.
    public let name: String
    /// What it may do: `read`, `write`, `admin`.
    public let scopes: [String]
    /// When it was made.
    public let createdAt: Timestamp
    /// Nil for never.
    public let expiresAt: Timestamp?
    /// To the minute; nil for never.
    public let lastUsedAt: Timestamp?

    /// Names each field.
    public init(
        id: Int64,
        name: String,
        scopes: [String],
        createdAt: Timestamp,
        expiresAt: Timestamp?,
        lastUsedAt: Timestamp?
    ) {
        self.id = id
        self.name = name
        self.scopes = scopes
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
    }
}
