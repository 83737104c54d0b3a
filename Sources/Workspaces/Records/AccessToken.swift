/// A personal access token, without its secret, which only its user has.
package struct AccessToken: Record {
    package static let schemaName = "Token"

    package let id: Int64
    /// Its user's name for it.
    package let name: String
    /// Its scopes: `read`, `write`, `admin`.
    package let scopes: [String]
    @Moment package var createdAt: Timestamp
    /// Nil for never.
    @Moment package var expiresAt: Timestamp?
    /// To the minute; nil for never.
    @Moment package var lastUsedAt: Timestamp?

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

    private enum CodingKeys: String, CodingKey {
        case id
        case name
        case scopes
        case createdAt = "created_at"
        case expiresAt = "expires_at"
        case lastUsedAt = "last_used_at"
    }

    package static let example = AccessToken(
        id: 1,
        name: "ci",
        scopes: ["read"],
        createdAt: .example,
        expiresAt: nil,
        lastUsedAt: nil
    )
}

/// A token in the list of all users' tokens.
package typealias OwnedToken = Extended<AccessToken, OwnedTokenMembers>

package struct OwnedTokenMembers: RecordExtension {
    package static let schemaName = "OwnedToken"
    package static let example = Self(ownerEmail: "ann@example.org")

    package let ownerEmail: String

    package init(ownerEmail: String) { self.ownerEmail = ownerEmail }

    private enum CodingKeys: String, CodingKey { case ownerEmail = "owner_email" }
}

/// A new token with its secret, which is shown only this once.
package typealias NewToken = Extended<AccessToken, NewTokenMembers>

package struct NewTokenMembers: RecordExtension {
    package static let schemaName = "NewToken"
    package static let example = Self(token: "mrg_…")

    package let token: String

    package init(token: String) { self.token = token }
}
