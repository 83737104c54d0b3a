package import SSH
package import Workspaces

extension SSHHostConnector: OperatorConnector {
    /// Connects with an operator's key.
    package func connectAsOperator(to endpoint: HostEndpoint) async throws(ProviderError) -> any OperatorSession {
        try await open(endpoint)
    }

    /// Reads the machine's key without logging in.
    package func presentedHostKey(
        _ keyType: HostKeyPin.KeyType,
        address: String,
        port: Port
    ) async throws(ProviderError) -> HostKeyPin? {
        do {
            return try await SSHHostKeyScan.read(keyType, from: address, port: port.rawValue, timeout: connectTimeout)
        } catch {
            throw ProviderError(error, on: address)
        }
    }
}
