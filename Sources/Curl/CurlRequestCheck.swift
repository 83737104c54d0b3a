internal import CCurl

/// Refuses a request that must not be sent, before anything is sent.
///
/// libcurl's own parser reads the URL, so that the checked host is the one that libcurl will connect to.
enum CurlRequestCheck {
    static func check(_ request: CurlRequest) throws(CurlError) {
        try checkHeaders(request.headers)
        guard request.deadline > .zero else { throw .invalidRequest("The request's deadline has passed.") }
        guard request.maximumResponseBytes >= 0 else {
            throw .invalidRequest("The limit for the size of the answer is negative.")
        }
        let (scheme, host) = try schemeAndHost(of: request.url)
        switch scheme {
        case "https": return
        case "http":
            if request.allowsPlainHTTP { return }
            guard isLoopback(host), request.connectTo.map({ isLoopback($0.host) }) ?? true else {
                throw .invalidRequest("\(request.url) is plain http to another machine; only https may leave this one.")
            }
        default: throw .invalidRequest("\(request.url) is neither an https nor an http URL.")
        }
    }

    /// Whether a URL's host is certainly this machine. libcurl itself resolves `localhost` to a loopback address.
    static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "[::1]" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Whether a request stays on this machine.
    static func isLocal(_ request: CurlRequest) -> Bool {
        if let connectTo = request.connectTo { return isLoopback(connectTo.host) }
        guard let (_, host) = try? schemeAndHost(of: request.url) else { return false }
        return isLoopback(host)
    }

    private static func checkHeaders(_ headers: [CurlHeader]) throws(CurlError) {
        for header in headers {
            guard !header.name.isEmpty, header.name.utf8.allSatisfy(isTokenByte) else {
                throw .invalidRequest("A header's name may contain only letters, digits and -.")
            }
            guard header.value.utf8.allSatisfy({ $0 == 0x09 || (0x20...0x7E).contains($0) }) else {
                throw .invalidRequest(
                    "The value of the header \(header.name) contains a byte that is not printable ASCII."
                )
            }
        }
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
        default: false
        }
    }

    private static func schemeAndHost(of url: String) throws(CurlError) -> (scheme: String, host: String) {
        guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .invalidRequest("The URL contains a byte that is not printable ASCII.")
        }
        guard let handle = unsafe curl_url() else { throw .invalidRequest("libcurl is out of memory.") }
        defer { unsafe curl_url_cleanup(handle) }
        guard unsafe curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK,
            let scheme = unsafe part(CURLUPART_SCHEME, of: handle), let host = unsafe part(CURLUPART_HOST, of: handle)
        else { throw .invalidRequest("\(url) is not an absolute URL.") }
        guard unsafe part(CURLUPART_USER, of: handle) == nil, unsafe part(CURLUPART_PASSWORD, of: handle) == nil else {
            throw .invalidRequest("The URL contains a user name or a password; send them in a header.")
        }
        return (scheme, host)
    }

    private static func part(_ part: CURLUPart, of handle: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard unsafe curl_url_get(handle, part, &text, 0) == CURLUE_OK, let text = unsafe text else { return nil }
        defer { unsafe curl_free(text) }
        return unsafe String(cString: text)
    }
}
