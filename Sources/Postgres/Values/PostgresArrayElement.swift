/// A type whose arrays are values of Postgres.
///
/// `PostgresCodable` types get the default: a one-dimensional array in text form. `UInt8` has another: `[UInt8]` is
/// `bytea`.
package protocol PostgresArrayElement: Sendable {
    /// The array as a parameter.
    static func postgresParameter(ofArray elements: [Self]) throws(PostgresError) -> PostgresParameter

    /// Reads an array.
    static func postgresArray(_ field: PostgresField) throws(PostgresError) -> [Self]
}

extension PostgresArrayElement where Self: PostgresEncodable & PostgresDecodable {
    /// The array in Postgres' text form, each element quoted.
    package static func postgresParameter(ofArray elements: [Self]) throws(PostgresError) -> PostgresParameter {
        var literal = ArrayLiteral()
        for element in elements {
            literal.append(try element.postgresParameter())
        }
        return .text(literal.text)
    }

    /// Reads a one-dimensional array in Postgres' text form.
    package static func postgresArray(_ field: PostgresField) throws(PostgresError) -> [Self] {
        guard let elements = ArrayLiteral.elements(of: try field.text) else { throw field.mismatch([Self].self) }
        var array: [Self] = []
        array.reserveCapacity(elements.count)
        for element in elements {
            array.append(try Self(postgres: PostgresField(column: field.column, text: element)))
        }
        return array
    }
}

extension Optional: PostgresArrayElement where Wrapped: PostgresEncodable & PostgresDecodable {}

extension UInt8: PostgresArrayElement {
    /// The bytes as a `bytea`.
    package static func postgresParameter(ofArray elements: [UInt8]) -> PostgresParameter { .bytes(elements) }

    /// Reads a `bytea`.
    package static func postgresArray(_ field: PostgresField) throws(PostgresError) -> [UInt8] {
        guard let bytes = HexadecimalBytes.decode(try field.text) else { throw field.mismatch([UInt8].self) }
        return bytes
    }
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
    /// The array as a parameter: `bytea` for `[UInt8]`, else an array.
    package func postgresParameter() throws(PostgresError) -> PostgresParameter {
        try Element.postgresParameter(ofArray: self)
    }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
    /// Reads a `bytea` for `[UInt8]`, else an array.
    package init(postgres field: PostgresField) throws(PostgresError) {
        self = try Element.postgresArray(field)
    }
}
