/// The notifications on one channel from the subscription on. Leaving the loop ends the subscription.
public struct PostgresNotifications: AsyncSequence, Sendable {
    /// A notification.
    public typealias Element = PostgresNotification
    /// The sequence does not fail: a lost connection is made again.
    public typealias Failure = Never

    let stream: AsyncStream<PostgresNotification>

    /// Starts reading. For one reader.
    public func makeAsyncIterator() -> Iterator {
        Iterator(base: stream.makeAsyncIterator())
    }

    /// Reads the notifications one by one.
    public struct Iterator: AsyncIteratorProtocol {
        var base: AsyncStream<PostgresNotification>.Iterator

        /// The next notification; nil when the listener or the task was ended.
        public mutating func next(isolation actor: isolated (any Actor)?) async -> PostgresNotification? {
            await base.next(isolation: actor)
        }
    }
}
