/// A TCP port.
public struct Port: RawRepresentable, Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    /// 1 to 65535.
    public let rawValue: UInt16

    /// Wraps a port number.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Orders by number.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

    /// The number in decimal.
    public var description: String { String(rawValue) }
}
