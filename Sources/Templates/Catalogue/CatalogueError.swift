public import WorkspaceModel

/// Why a service catalogue was refused.
public struct CatalogueError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was wrong.
    public enum Code: Hashable, Sendable {
        /// A block of one workspace could hold a port of another's.
        case overlappingPorts
        /// A port of the lowest or highest block is outside of what a service may use.
        case portOutOfRange
        /// A service, or the owner of a port, is named twice.
        case duplicate
        /// A port of the contract has no owner.
        case missingPort
    }

    /// What was wrong.
    public let code: Code
    /// The services that are concerned: two for an overlap.
    public let services: [HostService]
    /// The ports that are concerned.
    public let ports: [ServicePort]
    /// One or two plain sentences.
    public let message: String

    /// The message.
    public var description: String { message }
}
