internal import EventLoop
package import Logging
internal import ServiceLifecycle

/// Listens on any number of channels over its own connection, which is reopened whenever it breaks.
///
/// A connection through a pooler that shares sessions (PgBouncer in transaction mode) cannot LISTEN: give the
/// listener a direct one.
package final class PostgresListener: Service {
    /// The first pause before reconnecting,
    static let firstBackoff = Duration.milliseconds(50)
    /// and the longest one: a server that is away costs one attempt a second.
    static let maximumBackoff = Duration.seconds(1)

    private let configuration: PostgresConfiguration
    private let logger: Logger
    private let channels = ListenerChannels()
    /// Where ``run()`` waits for notifications and for changes of the channels.
    private let watch = SocketWatch()

    /// Creates a listener; connects in ``run()``.
    package init(configuration: PostgresConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Subscribes to a channel, whether or not the listener is running.
    ///
    /// The first element is `resynchronize`, once LISTEN has taken effect: data committed before it must be read, and
    /// data committed later is notified.
    package func notifications(on channel: String) -> PostgresNotifications {
        channels.subscribe(to: channel) { [watch] in watch.wakeAll() }
    }

    /// Listens until graceful shutdown or cancellation, then ends all subscriptions.
    package func run() async throws {
        defer { channels.finish() }
        await cancelWhenGracefulShutdown { [self] in
            var failures = 0
            while !Task.isCancelled {
                do {
                    let connection = try await PostgresConnection.connect(configuration, logger: logger)
                    failures = 0
                    try await listen(on: connection)
                } catch {
                    if Task.isCancelled { break }
                    failures += 1
                    await pause(after: failures, error)
                }
            }
        }
    }

    private func pause(after failures: Int, _ error: any Error) async {
        // Ten doublings already exceed the cap.
        let delay = min(Self.maximumBackoff, Self.firstBackoff * (1 << min(failures - 1, 10)))
        // Once per failure of the server, not once per attempt.
        logger.log(
            level: failures == 1 ? .warning : .debug,
            "The connection for notifications is lost; it will be opened again.",
            metadata: [LogKey.error: "\(error)", LogKey.attempt: "\(failures)", LogKey.delay: "\(delay)"]
        )
        // Cancelled: the caller's loop checks this.
        try? await Task.sleep(for: delay)
    }

    /// Listens until the connection breaks or the task is cancelled.
    private func listen(on connection: PostgresConnection) async throws(PostgresError) {
        defer { channels.didDisconnect() }
        do throws(PostgresError) {
            while true {
                let seen = watch.generation
                try await followChanges(on: connection)
                for (channel, payload) in try await connection.waitForNotifications(at: watch, since: seen) {
                    channels.send(.notified(payload: payload), to: channel)
                }
            }
        } catch {
            await connection.close()
            throw error
        }
    }

    private func followChanges(on connection: PostgresConnection) async throws(PostgresError) {
        let changes = channels.changes
        for channel in changes.unlisten {
            try await connection.query("UNLISTEN \(identifier: channel)")
            channels.didUnlisten(channel)
        }
        for channel in changes.listen {
            try await connection.query("LISTEN \(identifier: channel)")
            channels.didListen(to: channel)
        }
    }
}

extension PostgresConnection {
    /// Waits until notifications arrive, the watch is woken or the task is cancelled.
    ///
    /// - Parameter seen: The watch's generation from before the caller checked for changes.
    /// - Returns: the received notifications; none if the watch was woken.
    func waitForNotifications(
        at watch: SocketWatch,
        since seen: UInt64
    ) async throws(PostgresError) -> [ConnectionHandle.Notification] {
        let waiting = handle.takeNotifications()
        guard waiting.isEmpty else { return waiting }
        _ = await watch.wait(since: seen, on: handle.socket, until: nil)
        if Task.isCancelled { throw PostgresError(.cancelled, "the listener was stopped") }
        if notesHangUp() { throw connectionLost() }
        // Parses the data that was read; no result is expected between statements.
        _ = handle.isBusy
        return handle.takeNotifications()
    }
}

/// A message from a listener about a channel.
package enum PostgresNotification: Hashable, Sendable {
    /// Somebody sent a NOTIFY, and its transaction committed.
    case notified(payload: String)
    /// LISTEN has just taken effect, for the first time or after a broken connection, or unread notifications were
    /// dropped: read again what you watch.
    case resynchronize
}

/// The notifications on one channel since the subscription. Leaving the loop ends the subscription.
package struct PostgresNotifications: AsyncSequence, Sendable {
    /// A notification.
    package typealias Element = PostgresNotification
    /// The sequence does not fail: a lost connection is reopened.
    package typealias Failure = Never

    let stream: AsyncStream<PostgresNotification>

    /// Starts reading. For one reader.
    package func makeAsyncIterator() -> Iterator {
        Iterator(base: stream.makeAsyncIterator())
    }

    /// Reads the notifications one by one.
    package struct Iterator: AsyncIteratorProtocol {
        var base: AsyncStream<PostgresNotification>.Iterator

        /// The next notification; nil if the listener or the task has ended.
        package mutating func next(isolation actor: isolated (any Actor)?) async -> PostgresNotification? {
            await base.next(isolation: actor)
        }
    }
}
