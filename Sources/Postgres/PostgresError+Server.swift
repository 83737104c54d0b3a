extension PostgresError {
    /// What a server's error says, without the fields that quote values.
    public struct ServerFields: Hashable, Sendable {
        /// The error's code.
        public var sqlState: SQLState
        /// ERROR, FATAL or PANIC, in English whatever the server's language.
        public var severity: String
        /// The table's or constraint's schema, when the error is about one.
        public var schema: String?
        /// The table, when the error is about one.
        public var table: String?
        /// The column, when the error is about one.
        public var column: String?
        /// The constraint or unique index that was violated.
        public var constraint: String?
        /// Where in the statement's text, in characters from 1.
        public var position: Int?

        /// Creates the fields.
        public init(
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
