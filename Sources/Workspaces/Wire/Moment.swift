/// A moment in a record: on the wire RFC 3339 in UTC, and `null` or an empty text when there is none.
@propertyWrapper
package struct Moment<Value: MomentValue>: WrittenMoment, Hashable, Codable, Sendable {
    package var wrappedValue: Value
    /// How much of a second is written.
    private var precision: Timestamp.Precision
    /// Whether an absent moment is an empty text, as the API's documents have it, rather than `null`.
    private var isEmptyWhenAbsent: Bool

    package init(
        wrappedValue: Value,
        _ precision: Timestamp.Precision = .seconds,
        emptyWhenAbsent isEmptyWhenAbsent: Bool = false
    ) {
        self.wrappedValue = wrappedValue
        self.precision = precision
        self.isEmptyWhenAbsent = isEmptyWhenAbsent
    }

    /// Reads a moment with the precision of its text.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = container.decodeNil() ? nil : try container.decode(String.self)
        let moment = text.flatMap(Timestamp.init(text:))
        guard let value = Value(moment: moment), moment != nil || (text ?? "").isEmpty else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a moment in RFC 3339")
        }
        wrappedValue = value
        precision =
            text.map { $0.utf8.count > 24 ? .microseconds : $0.utf8.count > 20 ? .milliseconds : .seconds } ?? .seconds
        isEmptyWhenAbsent = text == ""
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let text { try container.encode(text) } else { try container.encodeNil() }
    }

    /// What is written; nil for `null`.
    package var text: String? { wrappedValue.moment?.text(precision) ?? (isEmptyWhenAbsent ? "" : nil) }

    /// Whether it may be `null`.
    package var isNullable: Bool { Value(moment: nil) != nil && !isEmptyWhenAbsent }
}

/// A moment of a record, whether it may be absent or not.
package protocol WrittenMoment {
    /// Whether it may be `null`.
    var isNullable: Bool { get }
}

/// A moment that is there, or one that may be absent.
package protocol MomentValue: Hashable, Sendable {
    /// Returns nil when a moment must be there and is not.
    init?(moment: Timestamp?)
    /// The moment, if there is one.
    var moment: Timestamp? { get }
}

extension Timestamp: MomentValue {
    package init?(moment: Timestamp?) {
        guard let moment else { return nil }
        self = moment
    }

    package var moment: Timestamp? { self }
}

extension Timestamp?: MomentValue {
    package init?(moment: Timestamp?) { self = moment }

    package var moment: Timestamp? { self }
}
