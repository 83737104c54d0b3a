package import Workspaces

/// The services of a workspace: their ports' bases, which are optional, and the files that each brings.
package struct ServiceCatalogue: Sendable {
    /// Offsets are multiples of this (contract, section 2).
    package static let offsetStep = 10
    /// The highest offset (contract, section 2).
    package static let maximumOffset = 9990
    /// What a service may use: above the privileged ports, below the lowest that Linux gives to outgoing connections
    /// (`net.ipv4.ip_local_port_range` starts at 32768).
    package static let portRange: ClosedRange<Int> = 1024...32767

    /// The services, in the order in which a host starts them.
    package let services: [CatalogueService]
    /// The base of every port: where it is at offset 0.
    package let bases: [ServicePort: Port]

    /// Checks that no two workspaces could ever be given one port.
    ///
    /// - Throws: ``CatalogueError`` naming the services that collide.
    package init(_ services: [CatalogueService]) throws(CatalogueError) {
        var owners: [(port: ServicePort, base: Port, service: HostService)] = []
        var names: Set<HostService> = []
        for entry in services {
            guard names.insert(entry.service).inserted else {
                throw Self.refuse(
                    .duplicate,
                    [entry.service],
                    [],
                    "The service \(entry.service.rawValue) is there twice."
                )
            }
            for (port, base) in entry.ports.sorted(by: { $0.value < $1.value }) {
                owners.append((port, base, entry.service))
            }
        }
        for (index, owner) in owners.enumerated() {
            try Self.checkRange(owner.port, base: owner.base, service: owner.service)
            for other in owners[..<index] {
                try Self.checkPair(owner, other)
            }
        }
        for port in ServicePort.allCases where !owners.contains(where: { $0.port == port }) {
            throw Self.refuse(.missingPort, [], [port], "No service owns the port \(port.rawValue).")
        }
        self.services = services
        self.bases = Dictionary(uniqueKeysWithValues: owners.map { ($0.port, $0.base) })
    }

    /// The services of a workspace with these features.
    package func services(for features: WorkspaceFeatures) -> [CatalogueService] {
        services.filter { entry in
            guard entry.isOptional else { return true }
            switch entry.service {
            case .neo4j: return features.neo4j
            case .daphne, .celeryWorker, .celeryBeat, .redis, .qdrant, .nginx, .slice, .postgres, .logrotate:
                return true
            }
        }
    }

    private static func checkRange(
        _ port: ServicePort,
        base: Port,
        service: HostService
    ) throws(CatalogueError) {
        let highest = Int(base.rawValue) + maximumOffset
        guard portRange.contains(Int(base.rawValue)), portRange.contains(highest) else {
            throw refuse(
                .portOutOfRange,
                [service],
                [port],
                "The port \(port.rawValue) of \(service.rawValue) would lie between \(base) and \(highest); "
                    + "a service may use \(portRange.lowerBound) to \(portRange.upperBound)."
            )
        }
    }

    private static func checkPair(
        _ first: (port: ServicePort, base: Port, service: HostService),
        _ second: (port: ServicePort, base: Port, service: HostService)
    ) throws(CatalogueError) {
        guard first.port != second.port else {
            throw refuse(
                .duplicate,
                [second.service, first.service],
                [first.port],
                "The port \(first.port.rawValue) belongs to \(second.service.rawValue) and to \(first.service.rawValue)."
            )
        }
        // Two blocks meet when one's offset makes up the difference of the bases.
        let distance = abs(Int(first.base.rawValue) - Int(second.base.rawValue))
        guard distance % offsetStep == 0, distance <= maximumOffset else { return }
        throw refuse(
            .overlappingPorts,
            [second.service, first.service],
            [second.port, first.port],
            "The ports \(second.port.rawValue) of \(second.service.rawValue) (base \(second.base)) and "
                + "\(first.port.rawValue) of \(first.service.rawValue) (base \(first.base)) are \(distance) apart: "
                + "two workspaces could be given the same port. Choose a base that differs in its last digit."
        )
    }

    private static func refuse(
        _ code: CatalogueError.Code,
        _ services: [HostService],
        _ ports: [ServicePort],
        _ message: String
    ) -> CatalogueError {
        CatalogueError(code: code, services: services, ports: ports, message: message)
    }
}
