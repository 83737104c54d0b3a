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
    /// - Throws: `PostgresError` with code `decoding` when the value is NULL.
    package var text: String {
        get throws(PostgresError) {
            guard let content else { throw PostgresError(.decoding, "column \(column) is NULL") }
            return content
        }
    }

    /// A `timestamptz` in microseconds since 1970, exactly as Postgres keeps it.
    ///
    /// - Throws: `PostgresError` with code `decoding` when the value is NULL, infinite, before Christ or no timestamp.
    package var microsecondsSince1970: Int64 {
        get throws(PostgresError) {
            guard let microseconds = Timestamp.microseconds(of: try text) else { throw mismatch(Timestamp.self) }
            return microseconds
        }
    }

    /// The error for a value that is not of a type; it names column and type and does not quote the value.
    package func mismatch<Value>(_ type: Value.Type, at path: String = "") -> PostgresError {
        let place = path.isEmpty ? "" : " (at \(path))"
        return PostgresError(.decoding, "column \(column) is not a \(type)\(place)")
    }
}
