/// How asking for a workspace again ended.
package enum ProvisionOutcome: Sendable, Hashable {
    /// It is asked for.
    case asked
    /// Its owner has as many as allowed.
    case limitReached(count: Int64, limit: Int64)
}
