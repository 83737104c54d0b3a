/// Opens sessions on hosts.
public protocol HostConnector: Sendable {
    /// Connects, verifies the host key against the pins, then logs in.
    ///
    /// - Throws: ``ProviderError``: transient when nothing answers yet, `.waitForOperator(.hostKey)` when the key is
    ///   not a pinned one, permanent when the host refuses our key for good.
    func connect(to endpoint: HostEndpoint) async throws(ProviderError) -> any HostSession
}
