import Providers
import SSH
import Workspaces

/// Real connections to a machine whose facts are always good, because a test cannot choose its machine.
struct WellEquippedConnector: OperatorConnector {
    private let real = SSHHostConnector()

    func connect(to endpoint: HostEndpoint) async throws(ProviderError) -> any HostSession {
        try await real.connect(to: endpoint)
    }

    func connectAsOperator(to endpoint: HostEndpoint) async throws(ProviderError) -> any OperatorSession {
        WellEquippedSession(real: try await real.connectAsOperator(to: endpoint))
    }

    func presentedHostKey(
        _ keyType: HostKeyPin.KeyType,
        address: String,
        port: Port
    ) async throws(ProviderError) -> HostKeyPin? {
        try await real.presentedHostKey(keyType, address: address, port: port)
    }
}
