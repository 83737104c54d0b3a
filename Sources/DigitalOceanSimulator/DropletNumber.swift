/// A droplet's id.
package struct DropletNumber: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The id, as the API shows it.
    package let rawValue: Int64

    /// Wraps an id.
    package init(rawValue: Int64) { self.rawValue = rawValue }

    /// The id in decimal.
    package var description: String { String(rawValue) }
}
