internal import Crypto
package import Workspaces

/// The number added to each service's base: a multiple of 10 from 0 to 9990 (the contract, section 2).
package struct PortOffset: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    /// The distance between two neighbouring offsets.
    package static let stride = 10
    /// How many offsets there are.
    package static let count = 1000

    /// The offset itself.
    package let rawValue: Int

    /// Returns nil unless `rawValue` is a multiple of 10 from 0 to 9990.
    package init?(rawValue: Int) {
        guard rawValue >= 0, rawValue < Self.stride * Self.count, rawValue.isMultiple(of: Self.stride) else {
            return nil
        }
        self.rawValue = rawValue
    }

    private init(index: Int) {
        self.rawValue = index % Self.count * Self.stride
    }

    /// The offset that a workspace gets wherever it is free: the first 6 hex digits of the MD5 of its id, as an
    /// integer, mod 1000, times 10. Clients print it before provisioning ends.
    package static func preferred(for workspace: WorkspaceID) -> Self {
        let digest = Insecure.MD5.hash(data: Array(workspace.rawValue.utf8))
        let leading = digest.prefix(3).reduce(0) { $0 << 8 | Int($1) }
        return Self(index: leading)
    }

    /// All offsets in the order in which they are tried for a workspace: the preferred one, then the others in steps of
    /// a fixed length that visits each once.
    ///
    /// The step (381) has no factor in common with 1000, so the walk is a full cycle; it is far from 1, so that
    /// workspaces with neighbouring preferred offsets do not try the same blocks.
    package static func probeOrder(for workspace: WorkspaceID) -> some Sequence<Self> {
        let start = preferred(for: workspace).rawValue / stride
        return (0..<count).lazy.map { Self(index: start + $0 * probeStep) }
    }

    private static let probeStep = 381

    /// Orders by number.
    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

    /// The offset in decimal.
    package var description: String { String(rawValue) }
}
