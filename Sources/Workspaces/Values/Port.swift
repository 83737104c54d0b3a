/// A TCP port.
package struct Port: RawRepresentable, Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    /// 1 to 65535.
    package let rawValue: UInt16

    /// Wraps a port number.
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Orders by number.
    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

    /// The number in decimal.
    package var description: String { String(rawValue) }
}
