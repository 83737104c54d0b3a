/// What an operator sets about the HTTP front.
package struct FrontConfiguration: Sendable {
    /// Where to listen.
    package var address: ListenAddress
    /// Whether browsers reach it over TLS, so that cookies are sent over TLS only.
    package var isSecure: Bool
    /// Whose word on a client's address counts.
    package var proxies: TrustedProxies
    /// Hex digits in a one-time password, from 6 to 12: more make it harder to guess.
    package var oneTimePasswordLength = 6
    /// Whether anybody may register; otherwise users are made with `moorage user create`.
    package var isRegistrationOpen = true
    /// Whether each request has a line in the log, those for health and metrics left out.
    package var logsAccess = true
    /// What one user may call in a minute, bursts of a quarter of it included; 0 for no limit.
    package var requestsPerMinute = 0
    /// Connections of one address, trusted proxies left out: a sixteenth of all that there are, and more than the people
    /// behind one address of an office have open.
    package var connectionsPerAddress = 512
    /// Other origins whose pages may call the API.
    package var sharing = CrossOriginSharing()
    /// What TLS is served with; nil to serve plain HTTP.
    package var certificate: ServerCertificate?

    /// The usual settings: cookies need TLS unless the address is on loopback.
    package init(address: ListenAddress, isSecure: Bool? = nil, proxies: TrustedProxies = TrustedProxies()) {
        self.address = address
        self.isSecure = isSecure ?? !Self.isLoopback(address.host)
        self.proxies = proxies
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}
