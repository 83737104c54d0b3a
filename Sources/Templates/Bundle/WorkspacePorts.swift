internal import Workspaces

/// A workspace's whole block: there is a port for every service, used or not.
struct WorkspacePorts {
    let daphne: UInt16
    let redis: UInt16
    let qdrantHTTP: UInt16
    let qdrantGRPC: UInt16
    let neo4j: UInt16

    /// - Throws: ``BundleError`` when one is missing.
    init(_ ports: [ServicePort: Port]) throws(BundleError) {
        func port(_ service: ServicePort) throws(BundleError) -> UInt16 {
            guard let port = ports[service] else {
                throw BundleError(.missingPort, "The workspace's block has no port for \(service.rawValue).")
            }
            return port.rawValue
        }
        self.daphne = try port(.daphne)
        self.redis = try port(.redis)
        self.qdrantHTTP = try port(.qdrantHTTP)
        self.qdrantGRPC = try port(.qdrantGRPC)
        self.neo4j = try port(.neo4j)
    }
}
