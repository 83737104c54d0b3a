internal import CCurl

/// The transfers in progress. Only the loop's thread uses it.
@safe struct CurlTransfers {
    /// Connections that are kept open for later requests: enough for a whole burst, so that none is opened twice.
    private static let keptConnections = connectionsPerHost
    /// Connections to one host: a burst of requests waits inside libcurl instead of opening hundreds.
    private static let connectionsPerHost = 32

    private let multi: UnsafeMutableRawPointer
    private var byNumber: [UInt64: CurlTransfer] = [:]
    private var numbers: [UInt: UInt64] = [:]

    init(multi: UnsafeMutableRawPointer) {
        unsafe self.multi = unsafe multi
    }

    static func configure(_ multi: UnsafeMutableRawPointer) throws(CurlError) {
        try CurlError.check(
            unsafe moorage_curl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX)),
            "multiplexing"
        )
        try CurlError.check(
            unsafe moorage_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, keptConnections),
            "a connection limit"
        )
        try CurlError.check(
            unsafe moorage_curl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, connectionsPerHost),
            "a connection limit"
        )
    }

    mutating func start(_ ticket: CurlTicket) {
        guard !ticket.isCancellationRequested else {
            ticket.finish(.failure(.cancelled(requestMayHaveBeenSent: false)))
            return
        }
        do {
            let transfer = try CurlTransfer(ticket)
            try CurlError.check(unsafe curl_multi_add_handle(multi, transfer.easy), "a transfer")
            byNumber[ticket.number] = transfer
            unsafe numbers[UInt(bitPattern: transfer.easy)] = ticket.number
        } catch {
            ticket.finish(.failure(error))
        }
    }

    mutating func cancel(_ number: UInt64) {
        guard let transfer = remove(number) else { return }
        transfer.ticket.finish(.failure(.cancelled(requestMayHaveBeenSent: transfer.requestMayHaveBeenSent)))
    }

    func resume(_ number: UInt64) { byNumber[number]?.resume() }

    var isEmpty: Bool { byNumber.isEmpty }

    /// Advances all transfers and finishes those that ended.
    ///
    /// Twice, because libcurl 7.88 forgets a transfer if another one read its bytes from a shared HTTP/2 connection: it
    /// stands still until the next timer, 10 s later (observed in every other burst of a thousand requests).
    mutating func perform() throws(CurlError) {
        var running: Int32 = 0
        for _ in 0..<2 { try CurlError.check(unsafe curl_multi_perform(multi, &running), "its work") }
        var queued: Int32 = 0
        while let message = unsafe curl_multi_info_read(multi, &queued) {
            guard unsafe message.pointee.msg == CURLMSG_DONE, let easy = unsafe message.pointee.easy_handle else {
                continue
            }
            // The message is invalid once its handle is removed, so it is read first.
            let code = unsafe moorage_curl_message_result(message)
            guard let number = numbers[UInt(bitPattern: easy)], let transfer = byNumber[number] else { continue }
            let outcome = transfer.outcome(code)
            _ = remove(number)
            transfer.ticket.finish(outcome)
        }
    }

    mutating func failAll(_ error: CurlError) {
        for number in Array(byNumber.keys) {
            guard let transfer = remove(number) else { continue }
            transfer.ticket.finish(
                .failure(
                    CurlError(
                        error.code,
                        error.message,
                        requestMayHaveBeenSent: transfer.requestMayHaveBeenSent,
                        curlCode: error.curlCode
                    )
                )
            )
        }
    }

    mutating func closeAll() {
        failAll(.closed(requestMayHaveBeenSent: true))
    }

    /// Removes a transfer from libcurl; its handle is freed with the last reference to it.
    private mutating func remove(_ number: UInt64) -> CurlTransfer? {
        guard let transfer = byNumber.removeValue(forKey: number) else { return nil }
        unsafe numbers[UInt(bitPattern: transfer.easy)] = nil
        unsafe curl_multi_remove_handle(multi, transfer.easy)
        return transfer
    }
}
