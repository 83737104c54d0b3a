/// What the token's account allows.
public struct DigitalOceanAccount: Hashable, Sendable {
    /// How many droplets the account may have, everybody's counted; nil when the token may not see it.
    public var dropletLimit: Int?
    /// `active`, `warning` or `locked`.
    public var status: String
    /// Why the status is not `active`; empty otherwise.
    public var statusMessage: String
}
