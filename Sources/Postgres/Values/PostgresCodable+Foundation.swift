package import FoundationEssentials

extension Date: PostgresCodable {
    /// `timestamptz`, rounded to microseconds as Postgres keeps it.
    package func postgresParameter() throws(PostgresError) -> PostgresParameter {
        guard let text = Timestamp.text(of: self) else {
            throw PostgresError(.invalidParameter, "a date is outside of what timestamptz can hold")
        }
        return .text(text)
    }

    /// Reads a `timestamptz`. `infinity`, `-infinity` and years before Christ are decoding errors.
    package init(postgres field: PostgresField) throws(PostgresError) {
        guard let date = Timestamp.date(of: try field.text) else { throw field.mismatch(Date.self) }
        self = date
    }
}

extension UUID: PostgresCodable {
    /// `uuid`.
    package func postgresParameter() -> PostgresParameter { .text(uuidString) }

    /// Reads a `uuid`.
    package init(postgres field: PostgresField) throws(PostgresError) {
        guard let value = UUID(uuidString: try field.text) else { throw field.mismatch(UUID.self) }
        self = value
    }
}
