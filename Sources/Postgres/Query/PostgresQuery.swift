/// A statement with its parameters separate from its text.
///
/// A string literal is SQL. Each interpolated value becomes `$n` and travels beside the text, so it can never be read
/// as SQL:
///
/// ```swift
/// try await connection.query("SELECT name FROM hosts WHERE id = \(hostID) AND state = \(state)")
/// ```
///
/// Parameters have no declared type; the server infers it from the context. Where it cannot (`SELECT \(1)`,
/// `unnest(\(ids))`), write a cast: `unnest(\(ids)::bigint[])`.
package struct PostgresQuery: Sendable, ExpressibleByStringInterpolation {
    /// The text with `$1`, `$2`, … in place of the parameters.
    package private(set) var sql: String

    /// The parameters in order. Not public, so that values stay hidden.
    private(set) var parameters: [PostgresParameter]

    /// The first parameter that could not be encoded; thrown when the query is sent.
    private(set) var encodingError: PostgresError?

    /// Whether each connection keeps the statement prepared.
    private(set) var isPrepared = false

    /// A statement without parameters.
    package init(stringLiteral value: String) {
        self.sql = value
        self.parameters = []
    }

    /// A statement with its interpolated parameters.
    package init(stringInterpolation interpolation: StringInterpolation) {
        self.sql = interpolation.sql
        self.parameters = interpolation.parameters
        self.encodingError = interpolation.encodingError
    }

    /// A statement built at run time, without parameters. The caller is responsible for the content of `sql`.
    package init(unescaped sql: String) {
        self.init(stringLiteral: sql)
    }

    /// The same statement, parsed and planned once per connection instead of each time: for a frequent statement with
    /// constant text. A pipeline runs it like any other.
    package var keptPrepared: PostgresQuery {
        var query = self
        query.isPrepared = true
        return query
    }
}

extension PostgresQuery: CustomStringConvertible {
    /// The text with `$n` instead of values, and the number of values.
    package var description: String { "\(sql) [\(parameters.count) parameters]" }
}

extension PostgresQuery: CustomReflectable {
    /// A mirror of only the text, so that `dump` and reflection show no value.
    package var customMirror: Mirror { Mirror(self, children: ["sql": sql]) }
}

extension PostgresQuery {
    /// Collects text and parameters while a literal is built.
    package struct StringInterpolation: StringInterpolationProtocol, Sendable {
        private(set) var sql: String
        private(set) var parameters: [PostgresParameter]
        private(set) var encodingError: PostgresError?

        /// Called by the compiler.
        package init(literalCapacity: Int, interpolationCount: Int) {
            sql = ""
            sql.reserveCapacity(literalCapacity + 3 * interpolationCount)
            parameters = []
            parameters.reserveCapacity(interpolationCount)
        }

        /// Called by the compiler.
        package mutating func appendLiteral(_ literal: String) { sql += literal }

        /// Adds a value as the next parameter, or NULL.
        ///
        /// Besides the one below, because the compiler warns about optionals for a parameter of any type.
        package mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) {
            append(value)
        }

        /// Adds a value as the next parameter.
        package mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value) {
            append(value)
        }

        private mutating func append(_ value: some PostgresEncodable) {
            do throws(PostgresError) {
                parameters.append(try value.postgresParameter())
            } catch {
                parameters.append(.null)
                if encodingError == nil { encodingError = error }
            }
            sql += "$\(parameters.count)"
        }

        /// Adds text unchanged. The caller is responsible for its content.
        package mutating func appendInterpolation(unescaped text: String) { sql += text }

        /// Adds a name of a schema, table, column, channel or role, quoted.
        package mutating func appendInterpolation(identifier name: String) { sql += quotedIdentifier(name) }
    }
}

/// A name quoted for SQL, whatever its characters: `a"b` becomes `"a""b"`.
func quotedIdentifier(_ name: String) -> String {
    var quoted = "\""
    for character in name.unicodeScalars {
        if character == "\"" { quoted.unicodeScalars.append("\"") }
        quoted.unicodeScalars.append(character)
    }
    return quoted + "\""
}
