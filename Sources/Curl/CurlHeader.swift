/// A header of a request.
public struct CurlHeader: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    public let name: String
    /// The value.
    public let value: String
    /// Whether the value stays out of every description.
    public let isSecret: Bool

    /// Names each part.
    public init(_ name: String, _ value: String, isSecret: Bool = false) {
        self.name = name
        self.value = value
        self.isSecret = isSecret
    }

    /// Name and value; a secret value prints as `***`.
    public var description: String { "\(name): \(isSecret ? "***" : value)" }
}

extension CurlHeader: CustomReflectable {
    /// A mirror of the description alone, so that `dump` shows no secret value.
    public var customMirror: Mirror { Mirror(self, children: ["header": description]) }
}
