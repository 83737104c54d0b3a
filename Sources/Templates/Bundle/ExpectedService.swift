package import Workspaces

/// A service of a workspace that answers on a port when the workspace is well: what `verify.json` lets a host ask.
package struct ExpectedService: Hashable, Sendable {
    /// The service.
    package let service: HostService
    /// Where it answers.
    package let port: Port

    /// Where the front server of a host answers for all its workspaces.
    static let frontServerPort = Port(rawValue: 443)

    /// The services of a workspace with these features, in no order that matters.
    package static func all(of features: WorkspaceFeatures, ports: [ServicePort: Port]) -> [ExpectedService] {
        ServicePort.allCases.compactMap { port in
            guard let number = ports[port], let service = owner(of: port, features) else { return nil }
            return ExpectedService(service: service, port: number)
        } + [ExpectedService(service: .nginx, port: frontServerPort)]
    }

    /// The service that a port belongs to; nil when a workspace with these features does not have it.
    private static func owner(of port: ServicePort, _ features: WorkspaceFeatures) -> HostService? {
        switch port {
        case .daphne: .daphne
        case .redis: .redis
        case .qdrantHTTP, .qdrantGRPC: .qdrant
        case .neo4j: features.neo4j ? .neo4j : nil
        }
    }
}
