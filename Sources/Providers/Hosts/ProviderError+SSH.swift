internal import SSH
internal import Workspaces

extension ProviderError {
    private static let maximumMessageLength = 1000

    /// What a failed connection means.
    init(_ error: SSHError, on endpoint: HostEndpoint) {
        guard error.code == .hostKeyMismatch, let found = error.foundHostKey else {
            self.init(error, on: endpoint.address)
            return
        }
        let expected = endpoint.hostKeyPins.map(\.description).joined(separator: " or ")
        self.init(
            .waitForOperator(.hostKey),
            "The host \(endpoint.address) presented the key \(found), expected \(expected). Nothing was sent to it. "
                + "If its key was changed on purpose, pin the new one with `moorage host repin`.",
            cause: error
        )
    }

    /// What a failure of a session or a command means.
    ///
    /// A cut-off command is transient even when it may still run: every command of ours may be repeated.
    init(_ error: SSHError, on address: String) {
        // It may hold the host's own words.
        let message = HostText.clean(error.message, limit: Self.maximumMessageLength)
        switch error.code {
        case .hostKeyMismatch:
            self.init(.waitForOperator(.hostKey), "\(address): \(message)", cause: error)
        case .authenticationFailed:
            self.init(
                .transient(retryAfter: nil),
                "The host \(address) refuses our key: \(message) A machine that still boots does so too; if it "
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
