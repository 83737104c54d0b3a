extension PostgresError {
    /// What a server's error says, without the fields that quote values.
    package struct ServerFields: Hashable, Sendable {
        /// The error's code.
        package var sqlState: SQLState
        /// ERROR, FATAL or PANIC, in English whatever the server's language.
        package var severity: String
        /// The table's or constraint's schema, when the error is about one.
        package var schema: String?
        /// The table, when the error is about one.
        package var table: String?
        /// The column, when the error is about one.
        package var column: String?
        /// The constraint or unique index that was violated.
        package var constraint: String?
        /// Where in the statement's text, in characters from 1.
        package var position: Int?

        /// Creates the fields.
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
