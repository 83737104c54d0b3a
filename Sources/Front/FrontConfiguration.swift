/// The operator's settings for the HTTP front.
package struct FrontConfiguration: Sendable {
    /// Where to listen.
    package var address: ListenAddress
    /// Whether browsers reach it over TLS, so that cookies are sent over TLS only.
    package var isSecure: Bool
    /// The proxies that are trusted to state a client's address.
    package var proxies: TrustedProxies
    /// Hex digits in a one-time password, from 6 to 12: more make it harder to guess.
    package var oneTimePasswordLength = 6
    /// Whether anybody may register; otherwise users are made with `moorage user create`.
    package var isRegistrationOpen = true
    /// Whether each request is logged, except those for health and metrics.
    package var logsAccess = true
    /// How many calls a user may make per minute, including bursts of a quarter of them; 0 for no limit.
    package var requestsPerMinute = 0
    /// Connections per address, except trusted proxies: a sixteenth of all connections, and more than
    /// all the people in an office behind one address need.
    package var connectionsPerAddress = 512
    /// Other origins with pages that may call the API.
    package var sharing = CrossOriginSharing()
    /// The certificate for TLS; nil to serve plain HTTP.
    package var certificate: ServerCertificate?

    /// The defaults: cookies need TLS unless the address is on loopback.
    package init(address: ListenAddress, isSecure: Bool? = nil, proxies: TrustedProxies = TrustedProxies()) {
        self.address = address
        self.isSecure = isSecure ?? !Self.isLoopback(address.host)
        self.proxies = proxies
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}
