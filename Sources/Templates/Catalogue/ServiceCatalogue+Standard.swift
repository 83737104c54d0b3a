internal import Workspaces

extension ServiceCatalogue {
    /// The services of every workspace, with the bases of the contract (section 2).
    ///
    /// - Throws: ``CatalogueError`` when the entries below were edited so that two blocks could overlap.
    package static func standard() throws(CatalogueError) -> Self {
        try Self([
            CatalogueService(service: .slice, files: [.slice]),
            CatalogueService(service: .postgres, files: [.database]),
            CatalogueService(
                service: .redis,
                ports: [.redis: Port(rawValue: 6379)],
                files: [.redisConfiguration, .redisUnit]
            ),
            CatalogueService(
                service: .qdrant,
                ports: [.qdrantHTTP: Port(rawValue: 6333), .qdrantGRPC: Port(rawValue: 6334)],
                files: [.qdrantConfiguration, .qdrantUnit]
            ),
            CatalogueService(
                service: .neo4j,
                ports: [.neo4j: Port(rawValue: 7687)],
                isOptional: true,
                files: [.neo4jConfiguration, .neo4jUnit]
            ),
            CatalogueService(
                service: .daphne,
                ports: [.daphne: Port(rawValue: 8000)],
                files: [.environment, .daphneUnit]
            ),
            CatalogueService(service: .celeryWorker, files: [.celeryWorkerUnit]),
            CatalogueService(service: .celeryBeat, files: [.celeryBeatUnit]),
            CatalogueService(service: .nginx, files: [.nginxSite]),
            CatalogueService(service: .logrotate, files: [.logrotate]),
        ])
    }
}
