import CommandOutput
import Front

/// What is configured of the HTTP front.
struct FrontSettings: Sendable {
    /// Whether browsers reach it over TLS; nil to judge by the address.
    let isSecure: Bool?
    /// Whose word on a client's address counts.
    let proxies: TrustedProxies
    /// Hex digits in a one-time password.
    let oneTimePasswordLength: Int
    /// Whether anybody may register.
    let isRegistrationOpen: Bool
    /// Whether each request has a line in the log.
    let logsAccess: Bool
    /// What one user may call in a minute; 0 for no limit.
    let requestsPerMinute: Int
    /// Other origins whose pages may call the API.
    let sharing: CrossOriginSharing
    /// What TLS is served with; nil to serve plain HTTP.
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

    /// Twenty a second, and three hundred at once: more than a client app or its user's scripts need.
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
                "MOORAGE_TLS_CERTIFICATE and MOORAGE_TLS_KEY are given together or not at all.",
                exitCode: CommandFailure.usedWrongly
            )
        }
    }
}
