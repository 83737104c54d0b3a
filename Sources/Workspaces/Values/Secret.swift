/// A value that must stay hidden: it prints as `***` in every string, log line and dump.
///
/// Not `Codable` on purpose: a secret is stored sealed or not at all.
package struct Secret<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let value: Value

    /// Hides `value`.
    package init(_ value: Value) { self.value = value }

    /// Returns the value. Reviewers check each call.
    package func reveal() -> Value { value }

    /// Always `***`.
    package var description: String { "***" }

    /// Always `***`.
    package var debugDescription: String { "***" }

    /// A mirror without children, so that `dump` and reflection show nothing.
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}

extension Secret: Equatable where Value: Equatable {}
