internal import CCurl

/// One easy handle and the data that its callbacks collect. Only the loop's thread creates, uses and frees it.
@safe final class CurlTransfer {
    /// Headers of an API answer are smaller than 8 KB; more than this is an attack or a mistake.
    private static let maximumHeaderBytes = 64 * 1024

    let ticket: CurlTicket
    let easy: UnsafeMutableRawPointer
    /// Lists that libcurl reads during the transfer.
    private var lists: [UnsafeMutablePointer<curl_slist>] = unsafe []
    private var body: [UInt8] = []
    private var headerBytes = 0
    private var isTooLarge = false
    private var timesSent = 0

    init(_ ticket: CurlTicket) throws(CurlError) {
        guard let easy = unsafe curl_easy_init() else {
            throw CurlError(.internalFailure, "libcurl is out of memory.", requestMayHaveBeenSent: false)
        }
        self.ticket = ticket
        unsafe self.easy = unsafe easy
        try configure()
    }

    deinit {
        unsafe curl_easy_cleanup(easy)
        while let list = unsafe lists.popLast() { unsafe curl_slist_free_all(list) }
    }

    /// Whether libcurl got as far as sending.
    var requestMayHaveBeenSent: Bool { timesSent > 0 }

    /// Keeps a list alive as long as the handle.
    func keep(_ list: UnsafeMutablePointer<curl_slist>) {
        unsafe lists.append(list)
    }

    /// The result of a finished transfer.
    func outcome(_ code: CURLcode) -> CurlTicket.Outcome {
        if isTooLarge { return .failure(.responseTooLarge(limit: ticket.request.maximumResponseBytes)) }
        guard code == CURLE_OK else {
            let message = "\(ticket.request): \(CurlError.text(of: code))."
            return .failure(
                CurlError(
                    CurlError.Code(code),
                    message,
                    requestMayHaveBeenSent: requestMayHaveBeenSent,
                    curlCode: Int(code.rawValue)
                )
            )
        }
        return .success(
            CurlResponse(
                status: longInfo(CURLINFO_RESPONSE_CODE),
                headers: headers(),
                body: body,
                protocolVersion: protocolVersion,
                reusedConnection: longInfo(CURLINFO_NUM_CONNECTS) == 0
            )
        )
    }

    /// What to do with bytes of the body.
    enum Reception {
        case taken
        /// There are too many: the transfer ends.
        case refused
        /// The consumer is behind: libcurl keeps them, and reads no more, until ``resume()``.
        case postponed
    }

    /// Accepts bytes of the body.
    func receive(_ bytes: UnsafeRawBufferPointer) -> Reception {
        if let pieces = ticket.pieces, (200..<300).contains(longInfo(CURLINFO_RESPONSE_CODE)) {
            return unsafe pieces.put(bytes) ? .taken : .postponed
        }
        guard body.count + bytes.count <= ticket.request.maximumResponseBytes else {
            isTooLarge = true
            return .refused
        }
        unsafe body.append(contentsOf: bytes)
        return .taken
    }

    /// Continues a paused body.
    func resume() {
        // It delivers the held bytes immediately; an error in them ends the transfer in the next round.
        _ = unsafe curl_easy_pause(easy, CURLPAUSE_CONT)
    }

    /// Counts the bytes of the headers; returns false to end the transfer.
    func receiveHeader(count: Int) -> Bool {
        headerBytes += count
        guard headerBytes <= Self.maximumHeaderBytes else {
            isTooLarge = true
            return false
        }
        return true
    }

    /// libcurl is about to send the request; returns false to forbid it.
    ///
    /// libcurl sends a request again on its own if a kept-alive connection dies before the answer begins. That is
    /// correct for repeatable requests, and forbidden for all others.
    func aboutToSend() -> Bool {
        guard timesSent == 0 || ticket.request.method.isIdempotent else { return false }
        timesSent += 1
        return true
    }

    private var protocolVersion: CurlResponse.ProtocolVersion {
        switch longInfo(CURLINFO_HTTP_VERSION) {
        case Int(CURL_HTTP_VERSION_1_0), Int(CURL_HTTP_VERSION_1_1): .http1
        case Int(CURL_HTTP_VERSION_2_0): .http2
        default: .other
        }
    }

    private func longInfo(_ info: CURLINFO) -> Int {
        var value = 0
        let code = unsafe moorage_curl_get_long(easy, info, &value)
        return code == CURLE_OK ? value : 0
    }

    /// The headers of the last answer (-1), without those of interim answers and without trailers.
    private func headers() -> CurlHeaders {
        var fields: [CurlHeaders.Field] = []
        var previous: UnsafeMutablePointer<curl_header>?
        while let header = unsafe curl_easy_nextheader(easy, UInt32(CURLH_HEADER), -1, previous) {
            unsafe fields.append(
                CurlHeaders.Field(
                    name: String(cString: header.pointee.name),
                    value: String(cString: header.pointee.value)
                )
            )
            unsafe previous = unsafe header
        }
        return CurlHeaders(fields)
    }
}
