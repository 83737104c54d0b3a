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
