/// What a pool asks of a connection.
protocol PoolableConnection: AnyObject, Sendable {
    /// Whether another user may have it: open, outside of any transaction.
    func isFitForReuse() async -> Bool

    /// Whether it is still there after a time without use. Does not wait for the server.
    func isStillThere() async -> Bool

    func close() async
}

extension PostgresConnection: PoolableConnection {
    func isFitForReuse() -> Bool { isReusable }

    func isStillThere() -> Bool { !notesHangUp() }
}
