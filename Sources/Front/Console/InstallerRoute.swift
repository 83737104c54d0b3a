internal import HTTPTypes
internal import Hummingbird
internal import Workspaces

/// `GET /install.sh`: the script that makes a machine a host, with the server address of the request.
struct InstallerRoute: Sendable {
    let isSecure: Bool

    func add(to router: Router<FrontContext>) {
        router.get("/install.sh") { request, _ in
            guard let server = Self.server(authority: request.head.authority, isSecure: isSecure) else {
                throw APIError(.badRequest, "The Host header must be a name or an address, optionally with a port.")
            }
            let script = Self.script(server: server)
            return Response(
                status: .ok,
                headers: [.contentType: "text/x-shellscript; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: script))
            )
        }
    }

    static func script(server: String) -> String {
        String(decoding: PackageResources.install_sh, as: UTF8.self)
            .replacing("@SERVER@", with: server)
            .replacing("@DISTRIBUTIONS@", with: Distribution.all.map(\.name).joined(separator: " "))
            .replacing("@DISTRIBUTION_NAMES@", with: Distribution.inWords("or"))
    }

    /// The command for a machine's owner.
    static func command(for request: Request, token: String, isSecure: Bool) -> String {
        let server = server(authority: request.head.authority, isSecure: isSecure) ?? "https://HOST"
        return "curl -fsSL \(server)/install.sh | sudo sh -s -- --token \(token)"
    }

    /// The server address that the client used. It becomes part of a script, so everything unexpected in a Host header
    /// is refused.
    static func server(authority: String?, isSecure: Bool) -> String? {
        guard let authority, (1...255).contains(authority.utf8.count),
            authority.utf8.allSatisfy({ $0.isASCIILetterOrDigit || [0x2D, 0x2E, 0x3A, 0x5B, 0x5D].contains($0) })
        else { return nil }
        return "\(isSecure ? "https" : "http")://\(authority)"
    }
}
