import MetaPlatform

/// What is configured of the HTTP front.
struct PlatformSettings: Sendable {
    /// Whether browsers reach it over TLS; nil to judge by the address.
    let isSecure: Bool?
    /// Whose word on a client's address counts.
    let proxies: TrustedProxies
    /// Hex digits in a one-time password.
    let oneTimePasswordLength: Int

    init(_ reader: SettingsReader) throws {
        isSecure = try reader.choice("moorage.http.secure", ["yes", "no"]).map { $0 == "yes" }
        proxies = TrustedProxies(try reader.addressRanges("moorage.trusted.proxies"))
        oneTimePasswordLength = try reader.number("moorage.otp.length", 6...12) ?? 6
    }
}
