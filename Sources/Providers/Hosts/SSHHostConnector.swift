internal import SSH
internal import Workspaces

/// Opens sessions on hosts over SSH.
package struct SSHHostConnector: HostConnector {
    /// The time for everything up to the login.
    package var connectTimeout: Duration

    /// - Parameter connectTimeout: The time for name resolution, TCP, handshake and login together. 15 s is enough for
    ///   a machine that swaps, and short enough to ask again while one boots.
    package init(connectTimeout: Duration = .seconds(15)) { self.connectTimeout = connectTimeout }

    /// Connects, verifies the host key against the pins, then logs in.
    package func connect(to endpoint: HostEndpoint) async throws(ProviderError) -> any HostSession {
        try await open(endpoint)
    }

    func open(_ endpoint: HostEndpoint) async throws(ProviderError) -> SSHHostSession {
        let configuration = SSHConfiguration(
            address: endpoint.address,
            port: endpoint.port.rawValue,
            user: endpoint.user,
            hostKeyPins: endpoint.hostKeyPins,
            privateKey: endpoint.privateKey,
            connectTimeout: connectTimeout
        )
        do {
            return SSHHostSession(try await SSHSession.connect(configuration), address: endpoint.address)
        } catch {
            throw ProviderError(error, on: endpoint)
        }
    }
}
