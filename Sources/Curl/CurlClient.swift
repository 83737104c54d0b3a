import Synchronization

/// Sends HTTP requests through libcurl, each at most once.
///
/// All transfers share one owned thread and its pool of connections; nothing here blocks a cooperative thread. TLS
/// certificates are always verified, redirects are not followed, and nothing is retried, with one exception: libcurl
/// itself repeats a GET, PUT or DELETE whose kept-alive connection turned out to be dead.
package final class CurlClient: Sendable {
    private let eventLoop: CurlEventLoop
    private let nextNumber = Atomic<UInt64>(1)

    /// Starts the thread.
    ///
    /// - Throws: ``CurlError`` with the code `internalFailure` if libcurl or the thread cannot be set up.
    package init() throws(CurlError) {
        eventLoop = try CurlEventLoop()
    }

    deinit { eventLoop.close() }

    /// Sends a request and waits for the complete answer, whatever its status.
    ///
    /// Cancelling the task ends the transfer immediately.
    ///
    /// - Throws: ``CurlError``; its `requestMayHaveBeenSent` shows whether the server may have seen the request.
    package func execute(_ request: CurlRequest) async throws(CurlError) -> CurlResponse {
        try CurlRequestCheck.check(request)
        return try await run(CurlTicket(number: nextTicketNumber(), request: request)).get()
    }

    /// Sends a request and passes on the body of a success (2xx) while it arrives; a slow consumer slows the server
    /// down. The body of any other answer is in the response.
    ///
    /// The request's deadline is the longest silence here: the whole transfer may last for days. Cancelling the task,
    /// or an error thrown by `take`, ends the transfer immediately.
    ///
    /// - Parameter take: receives the body's bytes in order, in the calling task.
    /// - Returns: the response; its body is empty after a success.
    /// - Throws: ``CurlError``, or the error that `take` throws.
    package func stream(
        _ request: CurlRequest,
        _ take: ([UInt8]) async throws -> Void
    ) async throws -> CurlResponse {
        try CurlRequestCheck.check(request)
        let pieces = CurlPieces()
        let ticket = CurlTicket(number: nextTicketNumber(), request: request, pieces: pieces)
        async let outcome = run(ticket)
        while let piece = await pieces.next() {
            if piece.wasPostponed { eventLoop.resume(ticket.number) }
            try await take(piece.bytes)
        }
        return try await outcome.get()
    }

    private func nextTicketNumber() -> UInt64 { nextNumber.add(1, ordering: .relaxed).oldValue }

    /// Waits for the end of a transfer.
    private func run(_ ticket: CurlTicket) async -> CurlTicket.Outcome {
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if ticket.begin(continuation) { eventLoop.submit(ticket) }
            }
        } onCancel: {
            ticket.requestCancellation()
            eventLoop.cancel(ticket.number)
        }
        ticket.pieces?.finish()
        return outcome
    }

    /// Ends all transfers with the code `closed` and stops the thread; safe to call twice.
    package func close() { eventLoop.close() }
}
