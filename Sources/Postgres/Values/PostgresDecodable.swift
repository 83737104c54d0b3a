/// A type that a column's value can be read as.
package protocol PostgresDecodable: Sendable {
    /// Reads the value.
    ///
    /// - Throws: `PostgresError` with code `decoding` when the column holds NULL or no value of this type.
    init(postgres field: PostgresField) throws(PostgresError)
}

extension PostgresDecodable where Self: RawRepresentable, RawValue: PostgresDecodable {
    /// Reads the raw value; one that `init(rawValue:)` refuses is a decoding error.
    package init(postgres field: PostgresField) throws(PostgresError) {
        guard let value = Self(rawValue: try RawValue(postgres: field)) else {
            throw field.mismatch(Self.self)
        }
        self = value
    }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    /// Reads NULL as nil, anything else as the wrapped type.
    package init(postgres field: PostgresField) throws(PostgresError) {
        self = field.isNull ? nil : try Wrapped(postgres: field)
    }
}
