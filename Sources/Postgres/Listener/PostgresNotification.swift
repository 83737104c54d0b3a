/// What a listener tells about a channel.
package enum PostgresNotification: Hashable, Sendable {
    /// Somebody sent a NOTIFY, and its transaction committed.
    case notified(payload: String)
    /// LISTEN has just taken effect, for the first time or after a broken connection, or notifications were dropped
    /// because they were not read: read again what you watch.
    case resynchronize
}
