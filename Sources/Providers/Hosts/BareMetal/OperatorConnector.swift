package import SSH
package import Workspaces

/// Opens the sessions that registering a machine needs.
package protocol OperatorConnector: HostConnector {
    /// As ``HostConnector/connect(to:)``, with the operator's key in the endpoint.
    func connectAsOperator(to endpoint: HostEndpoint) async throws(ProviderError) -> any OperatorSession

    /// The machine's key of a type, unverified; nil when it has none. Nothing is sent after it is known.
    func presentedHostKey(
        _ keyType: HostKeyPin.KeyType,
        address: String,
        port: Port
    ) async throws(ProviderError) -> HostKeyPin?
}
