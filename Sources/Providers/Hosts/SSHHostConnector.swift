import SSH
import Workspaces

/// Opens sessions on hosts over SSH.
package struct SSHHostConnector: HostConnector {
    /// The time limit for everything up to the log-in.
    package var connectTimeout: Duration

    /// - Parameter connectTimeout: The time for name resolution, TCP, handshake and log-in together. 15 s is enough for
    ///   a machine that swaps, and short enough to try again while one boots.
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

extension ProviderError {
    private static let maximumMessageLength = 1000

    /// The meaning of a failed connection.
    init(_ error: SSHError, on endpoint: HostEndpoint) {
        guard error.code == .hostKeyMismatch, let found = error.foundHostKey else {
            self.init(error, on: endpoint.address)
            return
        }
        let expected = endpoint.hostKeyPins.map(\.description).joined(separator: " or ")
        self.init(
            .waitForOperator(.hostKey),
            "The host \(endpoint.address) presented the key \(found), but \(expected) was expected. Nothing was sent to it. "
                + "If its key was changed on purpose, pin the new one with `moorage host repin`.",
            cause: error
        )
    }

    /// The meaning of a failure of a session or a command.
    ///
    /// An interrupted command is transient even if it may still run, because all our commands are repeatable.
    init(_ error: SSHError, on address: String) {
        // It may contain the host's own words.
        let message = HostText.clean(error.message, limit: Self.maximumMessageLength)
        switch error.code {
        case .hostKeyMismatch:
            self.init(.waitForOperator(.hostKey), "\(address): \(message)", cause: error)
        case .authenticationFailed:
            self.init(
                .transient(retryAfter: nil),
                "The host \(address) refuses our key: \(message) A machine that is still booting does so too; if it "
                    + "lasts, add the daemon's public key to the user's authorized_keys.",
                cause: error
            )
        case .invalidArgument:
            self.init(.permanent, "\(address): \(message)", cause: error)
        default:
            self.init(.transient(retryAfter: nil), "\(address): \(error.code): \(message)", cause: error)
        }
    }
}
