internal import HTTPTypes
internal import Hummingbird

/// The cookie of a session.
struct SessionCookie: Sendable {
    static let name = "moorage_session"

    /// Whether browsers send it over TLS only; not on loopback, which has no TLS.
    let isSecure: Bool

    /// The session's secret in a request.
    static func secret(in request: Request) -> String? {
        for header in request.headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let text = pair.trimmingPrefix { $0 == " " }
                guard text.hasPrefix("\(name)=") else { continue }
                return String(text.dropFirst(name.count + 1))
            }
        }
        return nil
    }

    /// Sends the secret to the browser.
    func setting(_ secret: String, lifetime: Duration) -> String {
        "\(Self.name)=\(secret); Path=/; Max-Age=\(lifetime.components.seconds); HttpOnly; SameSite=Lax\(suffix)"
    }

    /// Makes the browser delete it.
    var clearing: String { "\(Self.name)=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax\(suffix)" }

    private var suffix: String { isSecure ? "; Secure" : "" }
}
