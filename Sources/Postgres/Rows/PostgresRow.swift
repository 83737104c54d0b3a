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
    /// - Throws: `PostgresError` with code `decoding` if the number of columns or a value's type differs.
    package func decode<each Column: PostgresDecodable>(
        _ type: (repeat each Column).Type = (repeat each Column).self
    ) throws(PostgresError) -> (repeat each Column) {
        try columns(repeat (each Column).self)
    }

    /// The value of the column with a name.
    ///
    /// - Throws: `PostgresError` with code `decoding` if there is no such column or its value has a different type.
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
            throw PostgresError(.decoding, "the row has \(count) columns, but \(wanted) are requested")
        }
        var next = 0
        func column<Value: PostgresDecodable>(_ type: Value.Type) throws(PostgresError) -> Value {
            defer { next += 1 }
            return try Value(postgres: self[next])
        }
        return (repeat try column((each Column).self))
    }
}

/// One column's value in one row, as the server sent it in text form.
package struct PostgresField: Sendable {
    /// The column's name in the result.
    package let column: String

    private let content: String?

    init(column: String, text: String?) {
        self.column = column
        self.content = text
    }

    /// Whether the value is SQL's NULL.
    package var isNull: Bool { content == nil }

    /// The text form.
    ///
    /// - Throws: `PostgresError` with code `decoding` if the value is NULL.
    package var text: String {
        get throws(PostgresError) {
            guard let content else { throw PostgresError(.decoding, "column \(column) is NULL") }
            return content
        }
    }

    /// The error for a value that is not of a type; it names column and type and does not quote the value.
    package func mismatch<Value>(_ type: Value.Type, at path: String = "") -> PostgresError {
        let place = path.isEmpty ? "" : " (at \(path))"
        return PostgresError(.decoding, "column \(column) is not a \(type)\(place)")
    }
}
