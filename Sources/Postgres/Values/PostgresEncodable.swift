/// A type whose values can be parameters of a statement.
package protocol PostgresEncodable: Sendable {
    /// The value as a parameter.
    ///
    /// - Throws: `PostgresError` with code `invalidParameter` when the value has no form in Postgres.
    func postgresParameter() throws(PostgresError) -> PostgresParameter
}

extension PostgresEncodable where Self: RawRepresentable, RawValue: PostgresEncodable {
    /// The raw value as a parameter.
    package func postgresParameter() throws(PostgresError) -> PostgresParameter {
        try rawValue.postgresParameter()
    }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    /// NULL for nil, else the wrapped value as a parameter.
    package func postgresParameter() throws(PostgresError) -> PostgresParameter {
        guard let self else { return .null }
        return try self.postgresParameter()
    }
}
