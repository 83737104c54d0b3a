/// What an operator sets about the HTTP front.
public struct PlatformConfiguration: Sendable {
    /// Where to listen.
    public var address: ListenAddress
    /// Whether browsers reach it over TLS, so that cookies are sent over TLS only.
    public var isSecure: Bool
    /// Whose word on a client's address counts.
    public var proxies: TrustedProxies
    /// Hex digits in a one-time password, from 6 to 12: more make it harder to guess.
    public var oneTimePasswordLength = 6
    /// Whether anybody may register; otherwise users are made with `moorage user create`.
    public var isRegistrationOpen = true
    /// What TLS is served with; nil to serve plain HTTP.
    public var certificate: ServerCertificate?

    /// The usual settings: cookies need TLS unless the address is on loopback.
    public init(address: ListenAddress, isSecure: Bool? = nil, proxies: TrustedProxies = TrustedProxies()) {
        self.address = address
        self.isSecure = isSecure ?? !Self.isLoopback(address.host)
        self.proxies = proxies
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}
