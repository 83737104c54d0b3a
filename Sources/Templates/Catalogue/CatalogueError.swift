package import Workspaces

/// Why a service catalogue was refused.
package struct CatalogueError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was wrong.
    package enum Code: Hashable, Sendable {
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
    package let code: Code
    /// The services that are concerned: two for an overlap.
    package let services: [HostService]
    /// The ports that are concerned.
    package let ports: [ServicePort]
    /// One or two plain sentences.
    package let message: String

    /// The message.
    package var description: String { message }
}
