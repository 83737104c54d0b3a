import FoundationEssentials
import Templates
import Testing
import Workspaces

@Suite struct ExpectedServiceTests {
    private struct Document: Decodable {
        struct Service: Decodable {
            var service: String
            var port: UInt16
        }

        var services: [Service]
    }

    @Test(arguments: [false, true])
    func `what is expected to answer is what the host is told to ask`(neo4j: Bool) throws {
        let configuration = try Sample.configuration(neo4j: neo4j)
        let bundle = try BundleRenderer().render(configuration, secrets: Sample.secrets())
        let file = try #require(bundle.files.first { $0.file == .verification })
        let document = try JSONDecoder().decode(Document.self, from: Data(file.content.reveal().utf8))
        let expected = ExpectedService.all(of: configuration.specification.features, ports: configuration.ports)
        #expect(
            Set(expected.map { "\($0.service.rawValue) \($0.port)" })
                == Set(document.services.map { "\($0.service) \($0.port)" })
        )
        #expect(expected.count == document.services.count)
    }
}
