internal import CCurl

extension CurlTransfer {
    /// A server that has not answered the handshake by then will not answer; the deadline covers the rest.
    private static let connectTimeout = Duration.seconds(10)

    /// Sets every relevant option explicitly, so that no default of another libcurl version changes the behaviour.
    func configure() throws(CurlError) {
        try setURL()
        try setMethodAndBody()
        try setHeaders()
        try setTLS()
        try setConnection()
        try setLimits()
        try setCallbacks()
    }

    private func setURL() throws(CurlError) {
        try set(CURLOPT_URL, ticket.request.url)
        // The earlier check refused http to other machines; libcurl need not know other schemes.
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_HTTP09_ALLOWED, 0)
    }

    private func setMethodAndBody() throws(CurlError) {
        let request = ticket.request
        if request.body == nil, request.method != .post {
            try set(CURLOPT_HTTPGET, 1)
        } else {
            let body = request.body ?? []
            try set(CURLOPT_POST, 1)
            try CurlError.check(
                unsafe moorage_curl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)),
                "a body"
            )
            // libcurl copies the announced number of bytes; even an empty array needs an address.
            let copied = unsafe (body + [0]).withUnsafeBytes { bytes in
                unsafe moorage_curl_set_pointer(
                    easy,
                    CURLOPT_COPYPOSTFIELDS,
                    UnsafeMutableRawPointer(mutating: bytes.baseAddress)
                )
            }
            try CurlError.check(copied, "a body")
        }
        try set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
    }

    private func setHeaders() throws(CurlError) {
        let request = ticket.request
        // libcurl would wait for "100 Continue" before a large body, and would send the content type of a form.
        var lines = ["Expect:"]
        if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            lines.append("Content-Type:")
        }
        for header in request.headers {
            // A name followed by a semicolon makes libcurl send an empty value.
            lines.append(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
        }
        try setList(CURLOPT_HTTPHEADER, lines)
    }

    private func setTLS() throws(CurlError) {
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let file = ticket.request.certificateAuthorityFile { try set(CURLOPT_CAINFO, file) }
    }

    private func setConnection() throws(CurlError) {
        let request = ticket.request
        try set(CURLOPT_NOSIGNAL, 1)
        // Does not wait for the resolver's thread when a transfer is cancelled, because that would stop all others.
        try set(CURLOPT_QUICK_EXIT, 1)
        try set(CURLOPT_TCP_NODELAY, 1)
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        if request.method.isIdempotent {
            try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
            // Prefers waiting for a connection that can be shared to opening one for each request of a burst.
            try set(CURLOPT_PIPEWAIT, 1)
        } else {
            // On a new HTTP/1.1 connection libcurl never sends a request twice. It does so only if a kept-alive
            // connection dies, or if an HTTP/2 server refuses the stream.
            try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
            try set(CURLOPT_FRESH_CONNECT, 1)
        }
        if CurlRequestCheck.isLocal(request) { try set(CURLOPT_PROXY, "") }
        if let endpoint = request.connectTo {
            let host = endpoint.host.contains(":") ? "[\(endpoint.host)]" : endpoint.host
            try setList(CURLOPT_CONNECT_TO, ["::\(host):\(endpoint.port)"])
        }
    }

    private func setLimits() throws(CurlError) {
        let request = ticket.request
        if ticket.pieces == nil {
            try set(CURLOPT_TIMEOUT_MS, Self.milliseconds(request.deadline))
        } else {
            // A stream may last for days. Its deadline is the longest silence, which libcurl counts in whole seconds.
            try set(CURLOPT_TIMEOUT_MS, 0)
            try set(CURLOPT_LOW_SPEED_LIMIT, 1)
            try set(CURLOPT_LOW_SPEED_TIME, max(1, Self.milliseconds(request.deadline) / 1000))
        }
        try set(CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(min(request.deadline, Self.connectTimeout)))
    }

    private func setCallbacks() throws(CurlError) {
        // The handle is freed by this object's `deinit`, so the pointer outlives every callback.
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        for option in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_PREREQDATA] {
            try CurlError.check(unsafe moorage_curl_set_pointer(easy, option, context), "a callback")
        }
        try CurlError.check(
            unsafe moorage_curl_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                guard let context = unsafe context else { return 0 }
                let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
                let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
                return switch unsafe transfer.receive(buffer) {
                case .taken: size * count
                case .refused: 0
                case .postponed: Int(CURL_WRITEFUNC_PAUSE)
                }
            },
            "a callback"
        )
        try CurlError.check(
            unsafe moorage_curl_set_data_callback(easy, CURLOPT_HEADERFUNCTION) { _, size, count, context in
                guard let context = unsafe context else { return 0 }
                let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
                return transfer.receiveHeader(count: size * count) ? size * count : 0
            },
            "a callback"
        )
        try CurlError.check(
            unsafe moorage_curl_set_prerequest_callback(easy) { context, _, _, _, _ in
                guard let context = unsafe context else { return CURL_PREREQFUNC_ABORT }
                let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
                return transfer.aboutToSend() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
            },
            "a callback"
        )
    }

    private func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
        try CurlError.check(unsafe moorage_curl_set_long(easy, option, value), "option \(option.rawValue)")
    }

    private func set(_ option: CURLoption, _ value: String) throws(CurlError) {
        try CurlError.check(unsafe moorage_curl_set_string(easy, option, value), "option \(option.rawValue)")
    }

    private func setList(_ option: CURLoption, _ lines: [String]) throws(CurlError) {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = unsafe curl_slist_append(list, line) else {
                unsafe curl_slist_free_all(list)
                throw CurlError(.internalFailure, "libcurl is out of memory.", requestMayHaveBeenSent: false)
            }
            unsafe list = unsafe longer
        }
        guard let list = unsafe list else { return }
        unsafe keep(list)
        try CurlError.check(unsafe moorage_curl_set_list(easy, option, list), "option \(option.rawValue)")
    }

    /// At least 1, because 0 means "no limit" to libcurl.
    private static func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        let milliseconds = Double(seconds) * 1000 + Double(attoseconds) / 1e15
        return Int(min(max(milliseconds, 1), Double(Int32.max)))
    }
}
