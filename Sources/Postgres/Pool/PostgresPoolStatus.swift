/// How busy a pool is.
package struct PostgresPoolStatus: Hashable, Sendable {
    /// Connections that are lent out, or being made for a task.
    package var inUse: Int
    /// Connections that wait for a user.
    package var idle: Int
    /// Tasks that wait for a connection.
    package var waiting: Int
    /// The most connections that there may be.
    package var limit: Int
}
