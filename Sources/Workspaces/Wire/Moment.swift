/// A moment in a record: on the wire RFC 3339 in UTC, and `null` or an empty string if it is absent.
@propertyWrapper
package struct Moment<Value: MomentValue>: WrittenMoment, Hashable, Codable, Sendable {
    package var wrappedValue: Value
    /// The precision of the written text.
    private var precision: Timestamp.Precision
    /// Whether an absent moment is an empty string, as in the API's documents, rather than `null`.
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

    /// The written text; nil for `null`.
    package var text: String? { wrappedValue.moment?.text(precision) ?? (isEmptyWhenAbsent ? "" : nil) }

    /// Whether it may be `null`.
    package var isNullable: Bool { Value(moment: nil) != nil && !isEmptyWhenAbsent }
}

/// The value of a moment, required or optional.
package protocol WrittenMoment {
    /// Whether it may be `null`.
    var isNullable: Bool { get }
}

/// A moment, or an optional moment.
package protocol MomentValue: Hashable, Sendable {
    /// Returns nil if the moment is required and absent.
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
