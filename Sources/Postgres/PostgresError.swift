/// What went wrong while talking to Postgres.
///
/// Neither `description` nor any property ever holds a parameter's value: the server's DETAIL and CONTEXT fields,
/// which quote values, are left out, and so are the messages of SQLSTATE class 22 (data exceptions).
package struct PostgresError: Error, Sendable {
    /// What kind of failure this is; decides what a caller may do about it.
    package var code: Code

    /// One sentence for a reader of logs, without any parameter's value.
    package var message: String

    /// What the server said, when the error came from it.
    package var server: ServerFields?

    /// The error that led to this one, such as the last failed attempt to connect behind a full pool.
    package var cause: (any Error)?

    /// The position in a pipeline of the statement that failed, from 0.
    package var pipelineIndex: Int?

    /// Creates an error.
    package init(
        _ code: Code,
        _ message: String,
        server: ServerFields? = nil,
        cause: (any Error)? = nil,
        pipelineIndex: Int? = nil
    ) {
        self.code = code
        self.message = message
        self.server = server
        self.cause = cause
        self.pipelineIndex = pipelineIndex
    }

    /// The server's SQLSTATE, when the error came from it.
    package var sqlState: SQLState? { server?.sqlState }
}

extension PostgresError: CustomStringConvertible {
    /// Code, message and the names the server gave; never a value.
    package var description: String {
        var text = "\(code): \(message)"
        if let server {
            text += " (SQLSTATE \(server.sqlState)"
            if let constraint = server.constraint { text += ", constraint \(constraint)" }
            if let table = server.table { text += ", table \(table)" }
            if let column = server.column { text += ", column \(column)" }
            text += ")"
        }
        if let pipelineIndex { text += " [statement \(pipelineIndex) of the pipeline]" }
        if let cause { text += ": \(cause)" }
        return text
    }
}
