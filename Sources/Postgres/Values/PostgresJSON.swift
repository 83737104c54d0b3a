import FoundationEssentials

/// A value kept as `json` or `jsonb`.
///
/// Dates inside are ISO 8601 texts in UTC with microseconds, which other programs can read; keys are sorted, so that
/// equal values have equal texts.
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
            value = try Self.decoder().decode(Value.self, from: Data(text.utf8))
        } catch let error as DecodingError {
            throw field.mismatch(Value.self, at: Self.path(of: error))
        } catch {
            throw field.mismatch(Value.self)
        }
    }

    private static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            guard let text = Timestamp.text(of: date) else {
                let context = EncodingError.Context(codingPath: encoder.codingPath, debugDescription: "date too far")
                throw EncodingError.invalidValue(date, context)
            }
            var container = encoder.singleValueContainer()
            try container.encode(String(text.dropLast(3)).replacing(" ", with: "T") + "Z")
        }
        return encoder
    }

    private static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            guard let date = Timestamp.date(of: try container.decode(String.self)) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "no ISO 8601 timestamp")
            }
            return date
        }
        return decoder
    }

    /// Where in the document the mismatch is: names of keys, no values.
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
