import CommandOutput
import Front

/// The configuration of the HTTP front.
struct FrontSettings: Sendable {
    /// Whether browsers reach it over TLS; nil to decide by the address.
    let isSecure: Bool?
    /// The proxies that are trusted to state a client's address.
    let proxies: TrustedProxies
    /// Hex digits in a one-time password.
    let oneTimePasswordLength: Int
    /// Whether anybody may register.
    let isRegistrationOpen: Bool
    /// Whether each request is logged.
    let logsAccess: Bool
    /// How many calls a user may make per minute; 0 for no limit.
    let requestsPerMinute: Int
    /// Other origins with pages that may call the API.
    let sharing: CrossOriginSharing
    /// The certificate for TLS; nil to serve plain HTTP.
    let certificate: ServerCertificate?

    init(_ reader: SettingsReader) throws {
        isSecure = try reader.choice("moorage.http.secure", ["yes", "no"]).map { $0 == "yes" }
        proxies = TrustedProxies(try reader.addressRanges("moorage.trusted.proxies"))
        oneTimePasswordLength = try reader.number("moorage.otp.length", 6...12) ?? 6
        isRegistrationOpen = try reader.choice("moorage.registration", ["open", "closed"]) != "closed"
        logsAccess = try reader.choice("moorage.access.log", ["on", "off"]) != "off"
        requestsPerMinute = try reader.number("moorage.requests.per.minute", 0...1_000_000) ?? Self.usualRate
        sharing = try reader.origins("moorage.cors.origins")
        certificate = try Self.certificate(reader)
    }

    /// Twenty a second, with bursts of three hundred: more than a client app or its user's scripts need.
    private static let usualRate = 1200

    private static func certificate(_ reader: SettingsReader) throws -> ServerCertificate? {
        switch (reader.text("moorage.tls.certificate"), reader.text("moorage.tls.key")) {
        case (nil, nil): return nil
        case (let certificate?, let key?):
            do throws(ServerCertificate.Refusal) {
                return try ServerCertificate(certificate: certificate, key: key)
            } catch {
                throw CommandFailure(
                    "TLS cannot be served: \(error) See MOORAGE_TLS_CERTIFICATE and MOORAGE_TLS_KEY.",
                    exitCode: CommandFailure.usedWrongly
                )
            }
        default:
            throw CommandFailure(
                "Set both MOORAGE_TLS_CERTIFICATE and MOORAGE_TLS_KEY, or neither.",
                exitCode: CommandFailure.usedWrongly
            )
        }
    }
}
