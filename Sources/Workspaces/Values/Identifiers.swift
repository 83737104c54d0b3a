/// The number that the shared table `public.workspaces` gives a workspace (its `id`).
package struct WorkspaceNumber: RawRepresentable, Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    /// The value of `workspaces.id`.
    package let rawValue: Int64

    /// Wraps a value of `workspaces.id`.
    package init(rawValue: Int64) { self.rawValue = rawValue }

    /// Orders by number, which is the order of creation.
    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

    /// The number in decimal.
    package var description: String { String(rawValue) }
}

/// The number of an operation: one unit of work on one workspace.
package struct OperationID: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
    /// The value of `moorage.operations.id`.
    package let rawValue: Int64

    /// Wraps a value of `moorage.operations.id`.
    package init(rawValue: Int64) { self.rawValue = rawValue }

    /// The number in decimal.
    package var description: String { String(rawValue) }
}

/// The number of a host: a rented server or a bare-metal machine that Moorage can reach over SSH.
package struct HostID: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
    /// The value of `moorage.hosts.id`.
    package let rawValue: Int64

    /// Wraps a value of `moorage.hosts.id`.
    package init(rawValue: Int64) { self.rawValue = rawValue }

    /// The number in decimal.
    package var description: String { String(rawValue) }
}

/// A fencing token: it grows with each claim of an operation, so that a write under an older one can be refused.
package struct LeaseEpoch: RawRepresentable, Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    /// A value of the database sequence `moorage.lease_epochs`.
    package let rawValue: Int64

    /// Wraps a value of the database sequence.
    package init(rawValue: Int64) { self.rawValue = rawValue }

    /// Orders by age: the older claim is less.
    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

    /// The number in decimal.
    package var description: String { String(rawValue) }
}

/// How many times a workspace was built; the first build is generation 1.
package struct Generation: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
    /// The count, from 1.
    package let rawValue: Int

    /// Wraps a count.
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// The count in decimal.
    package var description: String { String(rawValue) }
}
