/// A personal access token, without its secret, which nobody has but its user.
package struct AccessToken: Sendable {
    /// Its number.
    package let id: Int64
    /// What its user calls it.
    package let name: String
    /// What it may do: `read`, `write`, `admin`.
    package let scopes: [String]
    /// When it was made.
    package let createdAt: Timestamp
    /// Nil for never.
    package let expiresAt: Timestamp?
    /// To the minute; nil for never.
    package let lastUsedAt: Timestamp?

    package init(
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
