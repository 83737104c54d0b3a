/// What the token's account allows.
package struct DigitalOceanAccount: Hashable, Sendable {
    /// How many droplets the account may have, everybody's counted; nil when the token may not see it.
    package var dropletLimit: Int?
    /// `active`, `warning` or `locked`.
    package var status: String
    /// Why the status is not `active`; empty otherwise.
    package var statusMessage: String
}
