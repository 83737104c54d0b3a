/// A value that must not be seen: it prints as `***` in every string, log line and dump.
///
/// Not `Codable` on purpose: a secret is stored sealed or not at all.
package struct Secret<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let value: Value

    /// Hides `value`.
    package init(_ value: Value) { self.value = value }

    /// Hands the value out. Each call is a place that a reviewer looks at.
    package func reveal() -> Value { value }

    /// Always `***`.
    package var description: String { "***" }

    /// Always `***`.
    package var debugDescription: String { "***" }

    /// A mirror without children, so that `dump` and reflection see nothing.
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}

extension Secret: Equatable where Value: Equatable {}
