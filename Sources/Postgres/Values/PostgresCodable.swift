/// A type that can be sent and read, alone and as the element of an array.
///
/// A type with a raw value of such a type needs no code: `extension WorkspaceNumber: PostgresCodable {}`.
package protocol PostgresCodable: PostgresEncodable, PostgresDecodable, PostgresArrayElement {}

/// A type whose values can be parameters of a statement.
package protocol PostgresEncodable: Sendable {
    /// The value as a parameter.
    ///
    /// - Throws: `PostgresError` with code `invalidParameter` if the value cannot be expressed in Postgres.
    func postgresParameter() throws(PostgresError) -> PostgresParameter
}

extension PostgresEncodable where Self: RawRepresentable, RawValue: PostgresEncodable {
    /// The raw value as a parameter.
    package func postgresParameter() throws(PostgresError) -> PostgresParameter {
        try rawValue.postgresParameter()
    }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    /// NULL for nil, otherwise the wrapped value as a parameter.
    package func postgresParameter() throws(PostgresError) -> PostgresParameter {
        guard let self else { return .null }
        return try self.postgresParameter()
    }
}

/// A type that can be read from a column.
package protocol PostgresDecodable: Sendable {
    /// Reads the value.
    ///
    /// - Throws: `PostgresError` with code `decoding` if the column contains NULL or a value of a different type.
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

/// A parameter in the form for sending.
package enum PostgresParameter: Hashable, Sendable {
    /// SQL's NULL.
    case null
    /// Postgres' text form of a value; the server infers the type.
    case text(String)
    /// The bytes of a `bytea`.
    case bytes([UInt8])
}

extension Bool: PostgresCodable {
    /// `boolean`.
    package func postgresParameter() -> PostgresParameter { .text(self ? "t" : "f") }

    /// Reads a `boolean`.
    package init(postgres field: PostgresField) throws(PostgresError) {
        switch try field.text {
        case "t": self = true
        case "f": self = false
        default: throw field.mismatch(Bool.self)
        }
    }
}

extension String: PostgresCodable {
    /// Any type, by its text form. A NUL in the text is refused when the query is sent.
    package func postgresParameter() -> PostgresParameter { .text(self) }

    /// Reads any type from its text form.
    package init(postgres field: PostgresField) throws(PostgresError) { self = try field.text }
}

extension PostgresEncodable where Self: FixedWidthInteger {
    /// An integer of any width that the server expects; it refuses one that does not fit.
    package func postgresParameter() -> PostgresParameter { .text(String(self)) }
}

extension PostgresDecodable where Self: FixedWidthInteger {
    /// Reads an integer; one that does not fit this type is a decoding error.
    package init(postgres field: PostgresField) throws(PostgresError) {
        guard let value = Self(try field.text, radix: 10) else { throw field.mismatch(Self.self) }
        self = value
    }
}

extension Int: PostgresCodable {}
extension Int16: PostgresCodable {}
extension Int32: PostgresCodable {}
extension Int64: PostgresCodable {}

extension Double: PostgresCodable {
    /// `double precision`, `real` or `numeric`.
    package func postgresParameter() -> PostgresParameter { .text(description) }

    /// Reads `double precision`, `real` or `numeric`; a `numeric` loses digits that a `Double` cannot store.
    package init(postgres field: PostgresField) throws(PostgresError) {
        guard let value = Double(try field.text) else { throw field.mismatch(Double.self) }
        self = value
    }
}

extension Duration: PostgresEncodable {
    /// An `interval`, truncated to microseconds.
    package func postgresParameter() -> PostgresParameter {
        let (seconds, attoseconds) = components
        return .text("\(seconds) seconds \(attoseconds / 1_000_000_000_000) microseconds")
    }
}
