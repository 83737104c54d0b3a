internal import Crypto
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird

/// The page at `/docs`: no scripts, nothing from other servers.
struct DocumentPage: Sendable {
    private static let style = """
        :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
        body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
        code { font: 0.9em ui-monospace, monospace; }
        section { border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding: 0.5rem 0; }
        h2 { font-size: 1rem; overflow-wrap: anywhere; margin: 0.5rem 0; }
        dl { display: grid; grid-template-columns: minmax(12rem, auto) 1fr; gap: 0.25rem 1.5rem; margin: 0.5rem 0; }
        dt { white-space: nowrap; }
        dt small { display: block; opacity: 0.75; }
        dd { margin: 0; }
        a { color: LinkText; }
        body { background: #f6f7f9; color: #17202b; }
        @media (prefers-color-scheme: dark) { body { background: #10151b; color: #e6eaf0; } a { color: #79b8ff; } }
        @media (max-width: 40rem) { dl { display: block; } dd { margin: 0 0 0.5rem 1rem; } }
        """

    let endpoints: [Endpoint]

    var response: Response {
        let digest = Data(SHA256.hash(data: Data(Self.style.utf8))).base64EncodedString()
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .contentSecurityPolicy:
                    "default-src 'none'; style-src 'sha256-\(digest)'; frame-ancestors 'none'; base-uri 'none'",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html))
        )
    }

    private var html: String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>Moorage API</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark"><style>\(Self.style)</style></head>
        <body><main><h1>Moorage API</h1>
        <p>For programs: <a href="/openapi.json">OpenAPI 3.1</a>. Errors are <code>{"detail": "…"}</code>, and name the \
        field; a request that was refused changed nothing.</p>
        \(endpoints.map(section).joined(separator: "\n"))
        </main></body></html>
        """
    }

    private func section(_ endpoint: Endpoint) -> String {
        let access =
            switch endpoint.access {
            case .anyone: "For everybody."
            case .user(let scope): "For users; a token needs the scope <code>\(scope.rawValue)</code>."
            case .staff: "For staff."
            }
        let fields = ((endpoint.body ?? []) + endpoint.query + endpoint.headers).map { field in
            "<dt><code>\(field.name)</code>\(field.isRequired ? " <small>required</small>" : "")</dt><dd>\(Self.escape(field.about))</dd>"
        }
        return """
            <section><h2><code>\(endpoint.method.rawValue) \(endpoint.path)</code></h2>
            <p>\(Self.escape(endpoint.summary)) \(access)</p>\(fields.isEmpty ? "" : "<dl>\(fields.joined())</dl>")</section>
            """
    }

    private static func escape(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
