internal import NIOCore
internal import Workspaces

/// One listener: it gets the rows written before it came, then those from the hub, without a gap and without a
/// repetition, as the text of Server-Sent Events. It ends when the log ends or the server stops.
struct LogStream: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let workspace: WorkspaceNumber
    let store: any LogStore
    let hub: LogHub
    /// The number of the last row that the client has.
    let last: Int64
    /// Whether the listener is still allowed to listen.
    let isAdmitted: @Sendable () async -> Bool

    func makeAsyncIterator() -> Iterator { Iterator(stream: self, last: last) }

    struct Iterator: AsyncIteratorProtocol {
        /// Rows per read.
        private static let page: Int64 = 500
        /// After this many heartbeats, a minute, the listener's permission is checked again: thousands of idle
        /// listeners then cost the database about ten statements a second.
        static let heartbeatsBetweenChecks = 4

        private enum Phase {
            case opening
            /// Reads from the database up to a number, or to the end.
            case readingOn(to: Int64?, then: Rest)
            case joining
            case listening
            case closing(status: String?)
            case over
        }

        private enum Rest {
            case join
            case listen
            case close(status: String?)

            var phase: Phase {
                switch self {
                case .join: .joining
                case .listen: .listening
                case .close(let status): .closing(status: status)
                }
            }
        }

        private let stream: LogStream
        private var last: Int64
        private var phase = Phase.opening
        private var events: AsyncStream<LogEvent>.Iterator?
        private var heartbeats = 0

        init(stream: LogStream, last: Int64) {
            self.stream = stream
            self.last = last
        }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> ByteBuffer? {
            while true {
                switch phase {
                case .opening:
                    // Old rows are read without the hub, which would have to read them for every listener.
                    phase = .readingOn(to: nil, then: .join)
                    return EventText.opening
                case .joining: try await join()
                case .readingOn(let end, let rest):
                    if let text = try await read(to: end, then: rest) { return text }
                case .listening:
                    guard let event = await events?.next(isolation: actor) else {
                        phase = .over
                        continue
                    }
                    if case .heartbeat = event, try await isRefused() {
                        phase = .over
                        continue
                    }
                    if let text = take(event) { return text }
                case .closing(let status):
                    phase = .over
                    return EventText.end(status: status)
                case .over: return nil
                }
            }
        }

        /// It first listens and then reads, so that no row is missed. The state of the workspace is read before its
        /// rows, so that rows written before it came to rest are certainly seen.
        private mutating func join() async throws {
            guard let events = stream.hub.listen(to: stream.workspace, after: last) else {
                phase = .over
                return
            }
            self.events = events.makeAsyncIterator()
            let state = try await stream.store.state(of: stream.workspace)
            let isResting = state?.isResting ?? true
            phase = .readingOn(to: nil, then: isResting ? .close(status: state?.status) : .listen)
        }

        private mutating func isRefused() async throws -> Bool {
            heartbeats += 1
            guard heartbeats.isMultiple(of: Self.heartbeatsBetweenChecks) else { return false }
            return await !stream.isAdmitted()
        }

        private mutating func read(to end: Int64?, then rest: Rest) async throws -> ByteBuffer? {
            let rows = try await stream.store.rows(of: stream.workspace, after: last, limit: Self.page)
            guard let newest = rows.last?.number else {
                phase = rest.phase
                return nil
            }
            last = newest
            if rows.count < Int(Self.page) || end.map({ newest >= $0 }) ?? false { phase = rest.phase }
            return try EventText.rows(rows)
        }

        private mutating func take(_ event: LogEvent) -> ByteBuffer? {
            switch event {
            case .heartbeat: return EventText.heartbeat
            case .end(let status):
                phase = .readingOn(to: nil, then: .close(status: status))
                return nil
            case .rows(let first, let newest, let text):
                guard newest > last else { return nil }
                guard first == last + 1 else {
                    phase = .readingOn(to: newest, then: .listen)
                    return nil
                }
                last = newest
                return text
            }
        }
    }
}
