import CPostgres

/// Owns a `PGresult`.
///
/// `@unchecked`: libpq never changes a result once it has returned it, and lets any thread read it.
@safe final class ResultHandle: @unchecked Sendable {
    private let pointer: OpaquePointer

    /// Takes over `pointer`.
    init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe PQclear(pointer) }

    var status: ExecStatusType { unsafe PQresultStatus(pointer) }
    var rowCount: Int { unsafe Int(PQntuples(pointer)) }
    var columnCount: Int { unsafe Int(PQnfields(pointer)) }

    /// The number at the end of the command tag, such as 3 in `UPDATE 3`; nil for commands without one.
    var affectedCount: Int? { unsafe Int(String(cString: PQcmdTuples(pointer))) }

    /// The command tag, such as `COMMIT` or `UPDATE 3`.
    var commandTag: String { unsafe String(cString: PQcmdStatus(pointer)) }

    func columnName(_ column: Int) -> String {
        guard let name = unsafe PQfname(pointer, CInt(column)) else { return "\(column)" }
        return unsafe String(cString: name)
    }

    func text(row: Int, column: Int) -> String? {
        let (row, column) = (CInt(row), CInt(column))
        guard unsafe PQgetisnull(pointer, row, column) == 0, let start = unsafe PQgetvalue(pointer, row, column) else {
            return nil
        }
        let count = unsafe Int(PQgetlength(pointer, row, column))
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: count)
        return unsafe String(decoding: bytes, as: UTF8.self)
    }

    func errorField(_ code: CInt) -> String? {
        guard let text = unsafe PQresultErrorField(pointer, code) else { return nil }
        return unsafe String(cString: text)
    }
}
