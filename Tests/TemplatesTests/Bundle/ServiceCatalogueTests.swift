import Templates
import Testing
import Workspaces

@Suite("Service catalogue")
struct ServiceCatalogueTests {
    private func catalogue(_ changes: [HostService: [ServicePort: UInt16]]) throws -> ServiceCatalogue {
        try ServiceCatalogue(
            try ServiceCatalogue.standard().services.map { entry in
                CatalogueService(
                    service: entry.service,
                    ports: changes[entry.service].map { $0.mapValues(Port.init(rawValue:)) } ?? entry.ports,
                    isOptional: entry.isOptional,
                    files: entry.files
                )
            }
        )
    }

    private func refusal(_ changes: [HostService: [ServicePort: UInt16]]) -> CatalogueError? {
        do {
            _ = try catalogue(changes)
            return nil
        } catch { return error as? CatalogueError }
    }

    @Test("the standard catalogue has the bases of the contract")
    func standard() throws {
        let bases = try ServiceCatalogue.standard().bases
        #expect(
            bases.mapValues(\.rawValue) == [
                .daphne: 8000, .redis: 6379, .qdrantHTTP: 6333, .qdrantGRPC: 6334, .neo4j: 7687,
            ]
        )
    }

    @Test("no offsets of the standard catalogue give two services one port")
    func exhaustive() throws {
        let bases = try ServiceCatalogue.standard().bases
        var owners: [Int: ServicePort] = [:]
        for offset in stride(from: 0, through: ServiceCatalogue.maximumOffset, by: ServiceCatalogue.offsetStep) {
            for (service, base) in bases {
                let port = Int(base.rawValue) + offset
                #expect(owners.updateValue(service, forKey: port) ?? service == service)
            }
        }
    }

    @Test(
        "bases whose difference is an offset are refused, naming both services",
        arguments: [6389, 6369, 16369, 6379] as [UInt16]
    )
    func overlap(base: UInt16) throws {
        let error = try #require(refusal([.daphne: [.daphne: base]]))
        #expect(error.code == .overlappingPorts)
        #expect(Set(error.services) == [.daphne, .redis])
        #expect(error.message.contains("daphne") && error.message.contains("redis"))
    }

    @Test("two ports of one service are held to the same rule")
    func overlapWithin() throws {
        let error = try #require(refusal([.qdrant: [.qdrantHTTP: 6333, .qdrantGRPC: 6343]]))
        #expect(error.code == .overlappingPorts)
        #expect(error.services == [.qdrant, .qdrant])
    }

    @Test("bases that no offset brings together are accepted", arguments: [16379, 6380, 6388] as [UInt16])
    func apart(base: UInt16) throws {
        #expect(refusal([.daphne: [.daphne: base]]) == nil)
    }

    @Test("a block that leaves the range of service ports is refused", arguments: [1023, 22778] as [UInt16])
    func range(base: UInt16) throws {
        #expect(refusal([.daphne: [.daphne: base]])?.code == .portOutOfRange)
    }

    @Test("a port without an owner, or with two, is refused")
    func owners() throws {
        #expect(refusal([.daphne: [:]])?.code == .missingPort)
        #expect(refusal([.nginx: [.daphne: 8001]])?.code == .duplicate)
    }

    @Test("a service that is named twice is refused")
    func duplicate() throws {
        let services = try ServiceCatalogue.standard().services
        #expect { try ServiceCatalogue(services + [services[0]]) } throws: {
            ($0 as? CatalogueError)?.code == .duplicate
        }
    }

    @Test("Neo4j is there only when asked for")
    func optional() throws {
        let catalogue = try ServiceCatalogue.standard()
        #expect(!catalogue.services(for: WorkspaceFeatures()).contains { $0.service == .neo4j })
        #expect(catalogue.services(for: WorkspaceFeatures(neo4j: true)).contains { $0.service == .neo4j })
    }
}
