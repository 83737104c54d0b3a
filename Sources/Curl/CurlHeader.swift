/// A header of a request.
package struct CurlHeader: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    package let name: String
    /// The value.
    package let value: String
    /// Whether the value stays out of every description.
    package let isSecret: Bool

    package init(_ name: String, _ value: String, isSecret: Bool = false) {
        self.name = name
        self.value = value
        self.isSecret = isSecret
    }

    /// Name and value; a secret value prints as `***`.
    package var description: String { "\(name): \(isSecret ? "***" : value)" }
}

extension CurlHeader: CustomReflectable {
    /// A mirror of the description alone, so that `dump` shows no secret value.
    package var customMirror: Mirror { Mirror(self, children: ["header": description]) }
}
