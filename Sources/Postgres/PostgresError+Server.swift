extension PostgresError {
    /// A server's error, without the fields that quote values.
    package struct ServerFields: Hashable, Sendable {
        /// The error's code.
        package var sqlState: SQLState
        /// ERROR, FATAL or PANIC, in English whatever the server's language.
        package var severity: String
        /// The schema of the table or constraint, if the error is about one.
        package var schema: String?
        /// The table, if the error is about one.
        package var table: String?
        /// The column, if the error is about one.
        package var column: String?
        /// The constraint or unique index that was violated.
        package var constraint: String?
        /// The position in the statement's text, in characters from 1.
        package var position: Int?

        /// Sets the fields.
        package init(
            sqlState: SQLState,
            severity: String = "ERROR",
            schema: String? = nil,
            table: String? = nil,
            column: String? = nil,
            constraint: String? = nil,
            position: Int? = nil
        ) {
            self.sqlState = sqlState
            self.severity = severity
            self.schema = schema
            self.table = table
            self.column = column
            self.constraint = constraint
            self.position = position
        }

        /// Whether the server ended the connection with this error.
        var isFatal: Bool { severity != "ERROR" }
    }
}

/// Removes parameters' values from the server's messages.
enum ServerMessage {
    /// The server's primary message, or a general sentence if it would quote a value.
    ///
    /// Messages of class 22 (data exceptions) quote the wrong value: `invalid input syntax for type integer: "…"`.
    /// Messages of all other classes name tables, columns and constraints; values are in their DETAIL and CONTEXT,
    /// which are never read.
    static func withoutValues(_ message: String, state: SQLState) -> String {
        guard state.classCode == "22" else { return message }
        return dataExceptions[state.rawValue] ?? "a value was refused (data exception)"
    }

    private static let dataExceptions = [
        "22001": "a text is too long for its column",
        "22003": "a number is out of its type's range",
        "22007": "a text is not a date or time",
        "22008": "a date or time is out of range",
        "22012": "division by zero",
        "22021": "a text is not valid in the database's encoding",
        "22023": "an argument of a function is not one of its allowed values",
        "22026": "a bit string has the wrong length",
        "22030": "a JSON object has a duplicate key",
        "22032": "a text is not valid JSON",
        "22P02": "a text is not a value of its type",
        "22P03": "a binary value does not have its type",
        "22P05": "a character does not exist in the database's encoding",
    ]
}

/// A five-character error code of the SQL standard, as the server sends it.
///
/// Names follow appendix A of the PostgreSQL manual; a code without a name here is still valid.
package struct SQLState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The five characters.
    package let rawValue: String

    /// Wraps the five characters.
    package init(rawValue: String) { self.rawValue = rawValue }

    /// The first two characters: the kind of error.
    package var classCode: String { String(rawValue.prefix(2)) }

    /// The five characters.
    package var description: String { rawValue }

    /// 0A000: not supported; for a prepared statement also that its result's columns have changed.
    package static let featureNotSupported = Self(rawValue: "0A000")
    /// 22P02: a text is not a value of its type.
    package static let invalidTextRepresentation = Self(rawValue: "22P02")
    /// 23502: a required column has no value.
    package static let notNullViolation = Self(rawValue: "23502")
    /// 23503: a row refers to one that does not exist, or is still referred to.
    package static let foreignKeyViolation = Self(rawValue: "23503")
    /// 23505: a row with this key already exists.
    package static let uniqueViolation = Self(rawValue: "23505")
    /// 23514: a row breaks a CHECK.
    package static let checkViolation = Self(rawValue: "23514")
    /// 26000: no such prepared statement.
    package static let invalidStatementName = Self(rawValue: "26000")
    /// 40001: a transaction could not be serialised among concurrent ones.
    package static let serializationFailure = Self(rawValue: "40001")
    /// 40P01: transactions deadlocked.
    package static let deadlockDetected = Self(rawValue: "40P01")
    /// 42501: the role lacks a right.
    package static let insufficientPrivilege = Self(rawValue: "42501")
    /// 42601: the statement is not valid SQL.
    package static let syntaxError = Self(rawValue: "42601")
    /// 53300: the server has no free connection.
    package static let tooManyConnections = Self(rawValue: "53300")
    /// 55P03: a lock was not immediately available.
    package static let lockNotAvailable = Self(rawValue: "55P03")
    /// 57014: the statement was cancelled, by a request or by its time-out.
    package static let queryCanceled = Self(rawValue: "57014")
    /// 57P01: an administrator ended the connection.
    package static let adminShutdown = Self(rawValue: "57P01")
    /// P0001: raised by a function's own RAISE.
    package static let raiseException = Self(rawValue: "P0001")
}
