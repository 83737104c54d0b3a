/// All rows that a statement returned, in memory, and the number of affected rows.
package struct PostgresRows: Sendable, RandomAccessCollection {
    let result: ResultHandle

    /// 0.
    package var startIndex: Int { 0 }

    /// The number of rows.
    package var endIndex: Int { result.rowCount }

    /// How many rows the statement inserted, updated, deleted or returned.
    package var affectedCount: Int { result.affectedCount ?? 0 }

    /// The columns' names.
    package var columns: [String] { (0..<result.columnCount).map(result.columnName) }

    /// The row at a position.
    package subscript(position: Int) -> PostgresRow {
        precondition(indices.contains(position), "row \(position) of \(count)")
        return PostgresRow(result: result, index: position)
    }

    /// All rows as tuples of their columns, or as single values if there is one column:
    /// `rows.decode((Int64, String?).self)`, `rows.decode(Int64.self)`.
    ///
    /// - Throws: `PostgresError` with code `decoding` if the number of columns or a value's type differs.
    package func decode<each Column: PostgresDecodable>(
        _ type: (repeat each Column).Type = (repeat each Column).self
    ) throws(PostgresError) -> [(repeat each Column)] {
        var decoded: [(repeat each Column)] = []
        decoded.reserveCapacity(count)
        for row in self {
            decoded.append(try row.columns(repeat (each Column).self))
        }
        return decoded
    }

    /// The first row, or nil if there is none.
    ///
    /// - Throws: `PostgresError` with code `decoding` if the number of columns or a value's type differs.
    package func decodeFirst<each Column: PostgresDecodable>(
        _ type: (repeat each Column).Type = (repeat each Column).self
    ) throws(PostgresError) -> (repeat each Column)? {
        guard let row = first else { return nil }
        // Bound first, because an optional of a pack of columns is not inferred in one step.
        let columns = try row.columns(repeat (each Column).self)
        return columns
    }

    /// The only row.
    ///
    /// - Throws: `PostgresError` with code `unexpectedRowCount` if there is none or more than one, `decoding` if the
    ///   number of columns or a value's type differs.
    package func decodeOnly<each Column: PostgresDecodable>(
        _ type: (repeat each Column).Type = (repeat each Column).self
    ) throws(PostgresError) -> (repeat each Column) {
        guard count == 1 else {
            throw PostgresError(.unexpectedRowCount, "one row was expected, but there are \(count)")
        }
        return try self[0].columns(repeat (each Column).self)
    }
}
