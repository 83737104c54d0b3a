package import Logging
internal import ServiceLifecycle
internal import Synchronization
package import Workspaces

/// Sends new log rows to all listeners. When Postgres reports new rows, one statement reads them for all workspaces
/// with listeners, and each row is formatted once.
///
/// In addition to notifications it checks once a second while anybody listens, because the end of an operation sends no
/// notification.
package final class LogHub: Service {
    /// How many batches a listener may be behind; beyond that it reads the gap from the database.
    private static let buffered = 8
    /// Rows of one workspace per check.
    static let batch: Int64 = 500
    /// Proxies commonly close connections that are silent for a minute.
    static let heartbeatInterval = Duration.seconds(15)
    private static let backstop = Duration.seconds(1)

    private struct Watch {
        /// The number of the last row sent.
        var last: Int64
        var listeners: [Int: AsyncStream<LogEvent>.Continuation] = [:]
    }

    private struct State {
        var watches: [WorkspaceNumber: Watch] = [:]
        var nextListener = 0
        var isClosed = false
    }

    private let store: any LogStore
    private let followNews: @Sendable (@escaping @Sendable () -> Void) async -> Void
    private let logger: Logger
    private let state = Mutex(State())
    /// Signalled when the first listener arrives.
    private let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    /// - Parameter followNews: calls back whenever any workspace's log has grown, until it is cancelled.
    package init(
        store: any LogStore,
        followNews: @escaping @Sendable (@escaping @Sendable () -> Void) async -> Void,
        logger: Logger
    ) {
        self.store = store
        self.followNews = followNews
        self.logger = logger
    }

    /// The number of listeners.
    var listenerCount: Int { state.withLock { $0.watches.values.reduce(0) { $0 + $1.listeners.count } } }

    /// Begins to listen; nil if the server is about to stop. Dropping the stream's iterator ends it.
    ///
    /// - Parameter last: the number after which rows are delivered, at least; the listener must read earlier ones
    ///   itself.
    func listen(
        to workspace: WorkspaceNumber,
        after last: Int64
    ) -> AsyncStream<LogEvent>? {
        let (events, continuation) = AsyncStream.makeStream(
            of: LogEvent.self,
            bufferingPolicy: .bufferingNewest(Self.buffered)
        )
        return state.withLock { state in
            guard !state.isClosed else { return nil }
            let id = state.nextListener
            state.nextListener += 1
            state.watches[workspace, default: Watch(last: last)].listeners[id] = continuation
            continuation.onTermination = { [weak self] _ in self?.leave(workspace, id) }
            arrived.yield()
            return events
        }
    }

    private func leave(_ workspace: WorkspaceNumber, _ id: Int) {
        state.withLock { state in
            state.watches[workspace]?.listeners[id] = nil
            if state.watches[workspace]?.listeners.isEmpty == true { state.watches[workspace] = nil }
        }
    }

    /// Sends new rows until graceful shutdown or cancellation. Then every stream ends without an end of the log, so
    /// that clients reconnect, perhaps to another daemon.
    package func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            await withDiscardingTaskGroup { group in
                group.addTask { [self] in await followNews { [arrived] in _ = arrived.yield() } }
                group.addTask { [self] in await tick() }
                for await _ in arrivals { await look() }
                group.cancelAll()
            }
        }
        close()
    }

    private func close() {
        let all = state.withLock { state in
            state.isClosed = true
            defer { state.watches = [:] }
            return state.watches.values.flatMap(\.listeners.values)
        }
        for listener in all { listener.finish() }
    }

    private func tick() async {
        var lastHeartbeat = ContinuousClock.now
        while (try? await Task.sleep(for: Self.backstop)) != nil {
            guard state.withLock({ !$0.watches.isEmpty }) else { continue }
            arrived.yield()
            guard ContinuousClock.now - lastHeartbeat >= Self.heartbeatInterval else { continue }
            lastHeartbeat = .now
            beat()
        }
    }

    /// Tells all listeners that the server is still there.
    func beat() {
        let all = state.withLock { $0.watches.values.flatMap(\.listeners.values) }
        for listener in all { listener.yield(.heartbeat) }
    }

    private func look() async {
        let watched = state.withLock { $0.watches.mapValues(\.last) }
        guard !watched.isEmpty else { return }
        do {
            let news = try await store.news(of: watched, limit: Self.batch)
            var hasMore = false
            for item in news {
                try tell(item)
                if item.rows.count == Int(Self.batch) { hasMore = true }
            }
            if hasMore { arrived.yield() }
        } catch {
            // Nothing is lost: rows keep their numbers, and the next check follows in a second.
            logger.debug("Logs cannot be read now.", metadata: ["error": "\(error)"])
        }
    }

    /// Delivers news to the workspace's listeners.
    private func tell(_ news: LogNews) throws {
        let isFull = news.rows.count == Int(Self.batch)
        let hasEnded = (news.state?.isResting ?? true) && !isFull
        let listeners = state.withLock { state -> [AsyncStream<LogEvent>.Continuation] in
            guard let watch = state.watches[news.workspace] else { return [] }
            if let last = news.rows.last?.number { state.watches[news.workspace]?.last = max(watch.last, last) }
            return Array(watch.listeners.values)
        }
        guard !listeners.isEmpty else { return }
        if let first = news.rows.first?.number, let last = news.rows.last?.number {
            let text = try EventText.rows(news.rows)
            for listener in listeners { listener.yield(.rows(first: first, last: last, text: text)) }
        }
        if hasEnded { for listener in listeners { listener.yield(.end(status: news.state?.status)) } }
    }
}
