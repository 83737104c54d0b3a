/// A parameter in the form in which it travels.
package enum PostgresParameter: Hashable, Sendable {
    /// SQL's NULL.
    case null
    /// Postgres' text form of a value; the server infers the type.
    case text(String)
    /// The bytes of a `bytea`.
    case bytes([UInt8])
}
