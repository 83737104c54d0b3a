internal import Postgres

/// Reads the columns of a row one after the other, where a tuple would be too long to read.
struct RowCursor {
    private let row: PostgresRow
    private var column = 0

    init(_ row: PostgresRow) { self.row = row }

    /// The next column.
    mutating func next<Value: PostgresDecodable>(_ type: Value.Type = Value.self) throws(PostgresError) -> Value {
        defer { column += 1 }
        return try Value(postgres: row[column])
    }
}
