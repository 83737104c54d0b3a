/// What has become of a created server.
package enum ServerStatus: Hashable, Codable, Sendable {
    /// Accepted; not running yet, or without an address yet. Includes a 404 while the create action runs.
    case pending
    /// Running, and its public IPv4 address is known.
    case active(Server)
    /// Powered off: it is still billed, and does not answer.
    case off(Server)
    /// The provider gave up on making it; the reason in a sentence.
    case failed(reason: String)
    /// It does not exist, and no create action is under way.
    case absent
}
