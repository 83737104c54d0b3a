import Curl
import Workspaces

/// Follows a log by Server-Sent Events; resumes after the last row whenever the stream breaks, for example because the
/// daemon is restarted or replaced.
struct APILogFollower {
    /// Doubles from one to the other while nothing answers; a part of it is random, so that clients do not all
    /// reconnect at once.
    private static let shortestPause = Duration.milliseconds(500)
    private static let longestPause = Duration.seconds(10)
    /// A restart takes a second or two and needs no message.
    private static let silentFailures = 3

    let connection: APIConnection
    let call: APICall
    /// The number of the last row shown.
    private(set) var last: Int64
    private var failures = 0

    init(connection: APIConnection, call: APICall, last: Int64) {
        self.connection = connection
        self.call = call
        self.last = last
    }

    /// The result of one stream.
    private enum Ending {
        /// No more rows will come.
        case rest
        /// It broke; the API may say when to reconnect.
        case broken(reason: String, wait: Duration?)
    }

    /// Shows rows until the workspace is at rest.
    ///
    /// - Throws: ``CommandFailure`` for failures that waiting does not fix.
    mutating func run(on screen: FollowScreen) async throws {
        while true {
            let before = last
            guard case .broken(let reason, let wait) = try await readOnce(on: screen) else { return }
            failures = last > before ? 0 : failures + 1
            if failures == Self.silentFailures {
                screen.note(
                    "\(connection.settings.url) does not answer now (\(reason)); the log continues as soon as it does."
                )
            }
            try await Task.sleep(for: wait ?? pause)
        }
    }

    private var pause: Duration {
        let whole = min(Self.longestPause, Self.shortestPause * (1 << min(failures, 10)))
        return whole * Double.random(in: 0.5...1)
    }

    /// Reads one stream to its end.
    private mutating func readOnce(on screen: FollowScreen) async throws -> Ending {
        var parser = EventStreamParser()
        var hasEnded = false
        do {
            let response = try await connection.stream(call, resumingAfter: last) { bytes in
                for event in try parser.feed(bytes) {
                    switch event.name {
                    case "log": try show(event, on: screen)
                    case "end": hasEnded = true
                    default: continue
                    }
                }
            }
            if hasEnded { return .rest }
            return try judge(response)
        } catch let error as CurlError {
            if hasEnded { return .rest }
            guard Self.mayPass(error) else { throw connection.failure(of: call, error) }
            return .broken(reason: connection.reason(of: call, error), wait: nil)
        }
    }

    private mutating func show(_ event: EventStreamParser.Event, on screen: FollowScreen) throws {
        let row = try connection.decode(LogRow.self, from: Array(event.data.utf8))
        guard row.number > last else { return }
        try screen.show([row])
        last = row.number
    }

    /// The meaning of an answer that was not a complete log.
    private func judge(_ response: CurlResponse) throws -> Ending {
        switch response.status {
        case 200..<300: return .broken(reason: "it ended the log", wait: nil)
        // It existed before: its row was deleted, so no more rows will come.
        case 404: return .rest
        case 429, 500...:
            return .broken(
                reason: "status \(response.status)",
                wait: APIAnswerCheck.requestedWait(response)
            )
        default:
            try connection.check(call, response)
            return .rest
        }
    }

    private static func mayPass(_ error: CurlError) -> Bool {
        switch error.code {
        case .invalidRequest, .cancelled, .closed, .internalFailure: false
        default: true
        }
    }
}
