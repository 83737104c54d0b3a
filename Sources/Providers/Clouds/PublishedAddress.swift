/// How publishing an address ended.
package enum PublishedAddress: Hashable, Codable, Sendable {
    /// The records are as asked for.
    case published
    /// No zone in the account holds the name: somebody must make the records by hand.
    case zoneMissing
}
