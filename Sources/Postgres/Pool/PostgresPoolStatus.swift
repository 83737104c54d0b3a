/// How busy a pool is.
public struct PostgresPoolStatus: Hashable, Sendable {
    /// Connections that are lent out, or being made for a task.
    public var inUse: Int
    /// Connections that wait for a user.
    public var idle: Int
    /// Tasks that wait for a connection.
    public var waiting: Int
    /// The most connections that there may be.
    public var limit: Int
}
