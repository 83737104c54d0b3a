/// One row of a result.
package struct PostgresRow: Sendable {
    let result: ResultHandle
    let index: Int

    /// The number of columns.
    package var count: Int { result.columnCount }

    /// The value at a position from 0, which must be less than `count`.
    package subscript(column: Int) -> PostgresField {
        precondition(column >= 0 && column < count, "column \(column) of \(count)")
        return PostgresField(column: result.columnName(column), text: result.text(row: index, column: column))
    }

    /// The columns in order as a tuple.
    ///
    /// - Throws: `PostgresError` with code `decoding` when the number of columns or a value's type differs.
    package func decode<each Column: PostgresDecodable>(
        _ type: (repeat each Column).Type = (repeat each Column).self
    ) throws(PostgresError) -> (repeat each Column) {
        try columns(repeat (each Column).self)
    }

    /// The value of the column with a name.
    ///
    /// - Throws: `PostgresError` with code `decoding` when there is no such column or its value is of another type.
    package func decode<Value: PostgresDecodable>(column name: String, as type: Value.Type = Value.self)
        throws(PostgresError) -> Value
    {
        guard let column = (0..<count).first(where: { result.columnName($0) == name }) else {
            throw PostgresError(.decoding, "the row has no column \(name)")
        }
        return try Value(postgres: self[column])
    }

    func columns<each Column: PostgresDecodable>(
        _ type: repeat (each Column).Type
    ) throws(PostgresError) -> (repeat each Column) {
        var wanted = 0
        for _ in repeat each type { wanted += 1 }
        guard wanted == count else {
            throw PostgresError(.decoding, "the row has \(count) columns, \(wanted) are asked for")
        }
        var next = 0
        func column<Value: PostgresDecodable>(_ type: Value.Type) throws(PostgresError) -> Value {
            defer { next += 1 }
            return try Value(postgres: self[next])
        }
        return (repeat try column((each Column).self))
    }
}
