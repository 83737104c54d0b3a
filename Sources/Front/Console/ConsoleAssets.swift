internal import Crypto
internal import HTTPTypes
internal import Hummingbird

/// A file that the pages refer to. Its address contains its digest, so that a browser never combines an old file with a
/// new page.
struct ConsoleAssets: Sendable {
    static let style = ConsoleAssets(name: "console.css", type: "text/css", bytes: PackageResources.console_css)
    static let script = ConsoleAssets(name: "console.js", type: "text/javascript", bytes: PackageResources.console_js)

    let name: String
    private let type: String
    private let body: ByteBuffer
    private let digest: String

    private init(name: String, type: String, bytes: [UInt8]) {
        self.name = name
        self.type = type
        body = ByteBuffer(bytes: bytes)
        let hexDigits = SHA256.hash(data: bytes).prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        digest = hexDigits.joined()
    }

    /// Its address for browsers.
    var address: String { "\(path)?\(digest)" }

    /// Its path.
    var path: String { "/console/\(name)" }

    /// The file, or 304 for a browser that already has it.
    func response(to request: Request) -> Response {
        let tag = "\"\(digest)\""
        var headers: HTTPFields = [.eTag: tag, .cacheControl: "public, max-age=3600"]
        let known = (request.headers[.ifNoneMatch] ?? "").split(separator: ",").map { part in
            String(part.trimmingPrefix { $0 == " " }).replacing("W/", with: "")
        }
        if known.contains(tag) || known == ["*"] { return Response(status: .notModified, headers: headers) }
        headers[.contentType] = "\(type); charset=utf-8"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}
