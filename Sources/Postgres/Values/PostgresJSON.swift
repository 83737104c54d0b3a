import FoundationEssentials

/// A value stored as `json` or `jsonb`.
///
/// Keys are sorted, so that equal values have equal texts.
package struct PostgresJSON<Value: Codable & Sendable>: PostgresCodable {
    /// The value.
    package var value: Value

    /// Wraps a value.
    package init(_ value: Value) { self.value = value }

    /// The value's JSON text.
    package func postgresParameter() throws(PostgresError) -> PostgresParameter {
        do {
            return .text(String(decoding: try Self.encoder().encode(value), as: UTF8.self))
        } catch {
            // The encoder's own error may quote the value.
            throw PostgresError(.invalidParameter, "\(Value.self) cannot be written as JSON")
        }
    }

    /// Reads `json` or `jsonb`.
    package init(postgres field: PostgresField) throws(PostgresError) {
        let text = try field.text
        do {
            value = try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch let error as DecodingError {
            throw field.mismatch(Value.self, at: Self.path(of: error))
        } catch {
            throw field.mismatch(Value.self)
        }
    }

    private static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    /// The place of the mismatch in the document: names of keys, no values.
    private static func path(of error: DecodingError) -> String {
        let path: [any CodingKey] =
            switch error {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                context.codingPath
            case .keyNotFound(let key, let context): context.codingPath + [key]
            @unknown default: []
            }
        return path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
}

extension PostgresJSON: Equatable where Value: Equatable {}
extension PostgresJSON: Hashable where Value: Hashable {}
