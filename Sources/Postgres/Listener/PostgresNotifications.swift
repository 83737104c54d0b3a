/// The notifications on one channel from the subscription on. Leaving the loop ends the subscription.
package struct PostgresNotifications: AsyncSequence, Sendable {
    /// A notification.
    package typealias Element = PostgresNotification
    /// The sequence does not fail: a lost connection is made again.
    package typealias Failure = Never

    let stream: AsyncStream<PostgresNotification>

    /// Starts reading. For one reader.
    package func makeAsyncIterator() -> Iterator {
        Iterator(base: stream.makeAsyncIterator())
    }

    /// Reads the notifications one by one.
    package struct Iterator: AsyncIteratorProtocol {
        var base: AsyncStream<PostgresNotification>.Iterator

        /// The next notification; nil when the listener or the task was ended.
        package mutating func next(isolation actor: isolated (any Actor)?) async -> PostgresNotification? {
            await base.next(isolation: actor)
        }
    }
}
