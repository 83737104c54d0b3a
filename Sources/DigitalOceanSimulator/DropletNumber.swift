/// A droplet's id.
public struct DropletNumber: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The id, as the API shows it.
    public let rawValue: Int64

    /// Wraps an id.
    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// The id in decimal.
    public var description: String { String(rawValue) }
}
