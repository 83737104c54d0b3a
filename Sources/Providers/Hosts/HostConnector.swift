/// Opens sessions on hosts.
package protocol HostConnector: Sendable {
    /// Connects, verifies the host key against the pins, then logs in.
    ///
    /// - Throws: ``ProviderError``: transient when nothing answers yet or the login is refused (a machine that still
    ///   boots does both), `.waitForOperator(.hostKey)` when the key is not a pinned one.
    func connect(to endpoint: HostEndpoint) async throws(ProviderError) -> any HostSession
}
