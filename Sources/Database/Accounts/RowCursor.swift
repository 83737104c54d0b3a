internal import Postgres
internal import Workspaces

/// Reads the columns of a row one after the other, for rows that are too long for a readable tuple.
struct RowCursor {
    private let row: PostgresRow
    private var column = 0

    init(_ row: PostgresRow) { self.row = row }

    /// The next column.
    mutating func next<Value: PostgresDecodable>(_ type: Value.Type = Value.self) throws(PostgresError) -> Value {
        defer { column += 1 }
        return try Value(postgres: row[column])
    }

    /// The next column as one of our own words, which a newer version may have written.
    mutating func written<Word>() throws(PostgresError) -> Written<Word> { Written(text: try next()) }

    /// The next column as a time. Nil for NULL and for values that RFC 3339 cannot express, such as `infinity`: one row
    /// from another program must not hide all others.
    mutating func moment() -> Timestamp? {
        defer { column += 1 }
        return try? Timestamp(postgres: row[column])
    }
}
