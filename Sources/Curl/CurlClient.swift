import Synchronization

/// Sends HTTP requests through libcurl, each at most once.
///
/// All transfers share one owned thread and its pool of connections; nothing here blocks a cooperative thread. TLS
/// certificates are always verified, redirects are not followed, and nothing is tried again: the only exception is
/// libcurl's own second try of a GET, PUT or DELETE whose kept-alive connection turned out to be dead.
public final class CurlClient: Sendable {
    private let eventLoop: CurlEventLoop
    private let nextNumber = Atomic<UInt64>(1)

    /// Starts the thread.
    ///
    /// - Throws: ``CurlError`` with the code `internalFailure` when libcurl or the thread cannot be set up.
    public init() throws(CurlError) {
        eventLoop = try CurlEventLoop()
    }

    deinit { eventLoop.close() }

    /// Sends a request and waits for its whole answer, whatever the status.
    ///
    /// Cancelling the task ends the transfer at once.
    ///
    /// - Throws: ``CurlError``; its `requestMayHaveBeenSent` tells whether the server can have seen the request.
    public func execute(_ request: CurlRequest) async throws(CurlError) -> CurlResponse {
        try CurlRequestCheck.check(request)
        let number = nextNumber.add(1, ordering: .relaxed).oldValue
        let ticket = CurlTicket(number: number, request: request)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if ticket.begin(continuation) { eventLoop.submit(ticket) }
            }
        } onCancel: {
            ticket.requestCancellation()
            eventLoop.cancel(number)
        }
        return try result.get()
    }

    /// Ends all transfers with the code `closed` and stops the thread; safe to call twice.
    public func close() { eventLoop.close() }
}
