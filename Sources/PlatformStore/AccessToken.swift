/// A personal access token, without its secret, which nobody has but its user.
public struct AccessToken: Sendable {
    /// Its number.
    public let id: Int64
    /// What its user calls it.
    public let name: String
    /// What it may do: `read`, `write`, `admin`.
    public let scopes: [String]
    /// In RFC 3339, in UTC.
    public let createdAt: String
    /// In RFC 3339, in UTC; nil for never.
    public let expiresAt: String?
    /// In RFC 3339, in UTC, to the minute; nil for never.
    public let lastUsedAt: String?

    /// Names each field.
    public init(
        id: Int64,
        name: String,
        scopes: [String],
        createdAt: String,
        expiresAt: String?,
        lastUsedAt: String?
    ) {
        self.id = id
        self.name = name
        self.scopes = scopes
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
    }
}
