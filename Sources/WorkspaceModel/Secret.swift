/// A value that must not be seen: it prints as `***` in every string, log line and dump.
///
/// Not `Codable` on purpose: a secret is stored sealed or not at all.
public struct Secret<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let value: Value

    /// Hides `value`.
    public init(_ value: Value) { self.value = value }

    /// Hands the value out. Each call is a place that a reviewer looks at.
    public func reveal() -> Value { value }

    /// Always `***`.
    public var description: String { "***" }

    /// Always `***`.
    public var debugDescription: String { "***" }

    /// A mirror without children, so that `dump` and reflection see nothing.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}

extension Secret: Equatable where Value: Equatable {}
