/// What a transaction sees of others.
package enum PostgresIsolation: Sendable, CaseIterable {
    /// Each statement sees what was committed before it.
    case readCommitted
    /// All statements see one snapshot; a conflicting write fails with 40001.
    case repeatableRead
    /// As ``repeatableRead``, and nothing may be written.
    case repeatableReadReadOnly
    /// As if transactions ran one after the other; a conflict fails with 40001.
    case serializable

    var begin: String {
        switch self {
        case .readCommitted: "BEGIN ISOLATION LEVEL READ COMMITTED"
        case .repeatableRead: "BEGIN ISOLATION LEVEL REPEATABLE READ"
        case .repeatableReadReadOnly: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        case .serializable: "BEGIN ISOLATION LEVEL SERIALIZABLE"
        }
    }
}
