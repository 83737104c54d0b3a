/// The number that the shared table `public.workspaces` gives a workspace (its `id`).
public struct WorkspaceNumber: RawRepresentable, Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    /// The value of `workspaces.id`.
    public let rawValue: Int64

    /// Wraps a value of `workspaces.id`.
    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// Orders by number, which is the order of creation.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

    /// The number in decimal.
    public var description: String { String(rawValue) }
}

/// The number of an operation: one unit of work on one workspace.
public struct OperationID: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
    /// The value of `moorage.operations.id`.
    public let rawValue: Int64

    /// Wraps a value of `moorage.operations.id`.
    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// The number in decimal.
    public var description: String { String(rawValue) }
}

/// The number of a host: a droplet or a bare-metal machine that Moorage can reach over SSH.
public struct HostID: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
    /// The value of `moorage.hosts.id`.
    public let rawValue: Int64

    /// Wraps a value of `moorage.hosts.id`.
    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// The number in decimal.
    public var description: String { String(rawValue) }
}

/// A fencing token: grows with each claim of an operation, so that a write under an older one can be refused.
public struct LeaseEpoch: RawRepresentable, Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    /// A value of the database sequence `moorage.lease_epochs`.
    public let rawValue: Int64

    /// Wraps a value of the database sequence.
    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// Orders by age: the older claim is the lesser one.
    public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

    /// The number in decimal.
    public var description: String { String(rawValue) }
}

/// How many times a workspace was built anew; the first build is generation 1.
public struct Generation: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
    /// The count, from 1.
    public let rawValue: Int

    /// Wraps a count.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The count in decimal.
    public var description: String { String(rawValue) }
}
