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

    /// Reads any type by its text form.
    package init(postgres field: PostgresField) throws(PostgresError) { self = try field.text }
}

extension PostgresEncodable where Self: FixedWidthInteger {
    /// An integer of whatever width the server expects; it refuses one that does not fit.
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

    /// Reads `double precision`, `real` or `numeric`; a `numeric` loses what a `Double` cannot hold.
    package init(postgres field: PostgresField) throws(PostgresError) {
        guard let value = Double(try field.text) else { throw field.mismatch(Double.self) }
        self = value
    }
}

extension Duration: PostgresEncodable {
    /// An `interval`, cut to microseconds.
    package func postgresParameter() -> PostgresParameter {
        let (seconds, attoseconds) = components
        return .text("\(seconds) seconds \(attoseconds / 1_000_000_000_000) microseconds")
    }
}
