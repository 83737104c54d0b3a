/// A statement with its parameters apart from its text.
///
/// A string literal is SQL; each value interpolated into it becomes `$n` and travels beside the text, so it can never
/// be read as SQL:
///
/// ```swift
/// try await connection.query("SELECT name FROM hosts WHERE id = \(hostID) AND state = \(state)")
/// ```
///
/// Parameters go without a declared type and the server infers it from the place they stand in. Where it cannot
/// (`SELECT \(1)`, `unnest(\(ids))`), write the cast: `unnest(\(ids)::bigint[])`.
package struct PostgresQuery: Sendable, ExpressibleByStringInterpolation {
    /// The text with `$1`, `$2`, … in place of the parameters.
    package private(set) var sql: String

    /// The parameters in order. Not public: values stay out of sight.
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

    /// A statement made at run time, without parameters. The caller answers for what is in `sql`.
    package init(unescaped sql: String) {
        self.init(stringLiteral: sql)
    }

    /// The same statement, parsed and planned once for each connection instead of each time: for one that runs often
    /// and whose text is always the same. A pipeline runs it as any other.
    package var keptPrepared: PostgresQuery {
        var query = self
        query.isPrepared = true
        return query
    }
}

extension PostgresQuery: CustomStringConvertible {
    /// The text with `$n` in place of values, and how many there are.
    package var description: String { "\(sql) [\(parameters.count) parameters]" }
}

extension PostgresQuery: CustomReflectable {
    /// A mirror of the text alone, so that `dump` and reflection see no value.
    package var customMirror: Mirror { Mirror(self, children: ["sql": sql]) }
}

extension PostgresQuery {
    /// Collects text and parameters while a literal is put together.
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
        /// Beside the one below because the compiler warns of optionals that meet a parameter of any type.
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

        /// Adds text as it is. The caller answers for what is in it.
        package mutating func appendInterpolation(unescaped text: String) { sql += text }

        /// Adds a name of a schema, table, column, channel or role, quoted.
        package mutating func appendInterpolation(identifier name: String) { sql += quotedIdentifier(name) }
    }
}

/// A name as SQL reads it whatever its characters: `a"b` becomes `"a""b"`.
func quotedIdentifier(_ name: String) -> String {
    var quoted = "\""
    for character in name.unicodeScalars {
        if character == "\"" { quoted.unicodeScalars.append("\"") }
        quoted.unicodeScalars.append(character)
    }
    return quoted + "\""
}
