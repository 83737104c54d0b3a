import FoundationEssentials
import PortAllocator
import Services
import Templates
import Testing
import Workspaces

@Suite struct WorkspaceServiceTests {
    /// The expected answers of a host, and the checks that it is told to run, have the same source.
    private struct Document: Decodable {
        struct Service: Decodable {
            var service: String
            var port: UInt16
        }

        var services: [Service]
    }

    /// A service that no workspace has, with everything that a service can have.
    static let madeUp: WorkspaceService = {
        let port = ServicePort("made_up", base: 9001)
        let secret = ServiceSecret("made_up_token")
        return WorkspaceService(
            "made-up",
            title: "Made-up",
            isOptional: true,
            hasArtifact: true,
            checks: [HealthCheck(.http, on: port, path: "/ok", header: "x-token", secret: secret)],
            environment: TemplatePart("MADE_UP={{env(token)}}\n", values: ["token": .secret(secret)]),
            files: [
                ServiceFile("made-up.conf", .configuration, TemplatePart("{{port}}", values: ["port": .port(port)])),
                .unit("made-up", title: "Made-up", service: "ExecStart=/usr/local/bin/made-up"),
            ]
        )
    }()

    @Test func `ports are the contract's`() {
        let bases = Dictionary(uniqueKeysWithValues: ServicePort.allCases.map { ($0.rawValue, $0.base) })
        #expect(
            bases == ["daphne": 8000, "redis": 6379, "qdrant_http": 6333, "qdrant_grpc": 6334, "neo4j": 7687]
        )
        for port in ServicePort.allCases { #expect(ServicePort(rawValue: port.rawValue) == port) }
        #expect(ServicePort(rawValue: "postgres") == nil)
    }

    @Test func `ports are stored by their names`() throws {
        let ports: [ServicePort: Port] = [.qdrantHTTP: Port(rawValue: 6753)]
        let text = #"{"qdrant_http":6753}"#
        #expect(String(decoding: try JSONEncoder().encode(ports), as: UTF8.self) == text)
        #expect(try JSONDecoder().decode([ServicePort: Port].self, from: Data(text.utf8)) == ports)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(ServicePort.self, from: Data(#""unheard_of""#.utf8))
        }
    }

    @Test func `services, files and secrets have unique names`() {
        let files = WorkspaceService.all.flatMap { $0.files.map(\.name) + $0.partials.map(\.name) }
        #expect(Set(files).count == files.count)
        #expect(Set(WorkspaceService.all.map(\.name)).count == WorkspaceService.all.count)
        let secrets = Set(WorkspaceService.all.flatMap(\.secrets))
        #expect(Set(secrets.map(\.name)).count == secrets.count)
        #expect(
            Set(secrets.map(\.name)) == [
                "database_password", "redis_password", "qdrant_api_key", "django_secret_key", "encryption_key",
                "neo4j_password",
            ]
        )
    }

    @Test func `a secret in a file, in the environment or in a health check is a secret of the service`() {
        func secrets(_ change: (ServiceValue) -> WorkspaceService) -> [String] {
            change(.secret(ServiceSecret("token"))).secrets.map(\.name)
        }
        #expect(
            secrets { value in
                let part = TemplatePart("{{token}}", values: ["token": value])
                return WorkspaceService("x", title: "X", files: [ServiceFile("x", .rootOnly, part)])
            } == ["token"]
        )
        #expect(
            secrets { value in
                let part = TemplatePart("X={{token}}", values: ["token": value])
                return WorkspaceService("x", title: "X", environment: part, files: [])
            } == ["token"]
        )
        let check = HealthCheck(.redis, on: .redis, secret: ServiceSecret("token"))
        #expect(WorkspaceService("x", title: "X", checks: [check], files: []).secrets.map(\.name) == ["token"])
    }

    @Test(arguments: [false, true])
    func `the expected answers are those that the host is told to check`(neo4j: Bool) throws {
        let configuration = try Sample.configuration(neo4j: neo4j)
        let bundle = try BundleRenderer().render(configuration, secrets: Sample.secrets())
        let file = try #require(bundle.files.first { $0.name == "verify.json" })
        let document = try JSONDecoder().decode(Document.self, from: Data(file.content.reveal().utf8))
        let expected = ExpectedService.all(of: configuration.specification.features, ports: configuration.ports)
        #expect(expected.map { "\($0.service) \($0.port)" } == document.services.map { "\($0.service) \($0.port)" })
        #expect(expected.contains { $0.service == "neo4j" } == neo4j)
    }

    @Test func `a new service has everything that a workspace stores about a service`() throws {
        let services = WorkspaceService.all + [Self.madeUp]
        let ports = services.flatMap(\.ports)
        _ = try PortPlan(ports)
        var configuration = try Sample.configuration()
        configuration.specification.features = ["made-up": true]
        configuration.ports = Dictionary(uniqueKeysWithValues: ports.map { ($0, Port(rawValue: UInt16($0.base))) })
        let renderer = try BundleRenderer(services: services)
        let secrets = WorkspaceSecrets.generate(for: services)
        let token = try #require(secrets[ServiceSecret("made_up_token")]).reveal()
        let files = try Program.untar(try renderer.render(configuration, secrets: secrets).archive.reveal())
        #expect(files["files/made-up.conf"] == "9001")
        #expect(files["files/moorage-ws7x2k4-made-up.service"]?.contains("User=ws7x2k4\n") == true)
        #expect(files["files/environment"]?.contains("\nMADE_UP=\"\(token)\"\n") == true)
        #expect(files["files/verify.json"]?.contains(token) == true)
        let variables = try #require(files["variables.json"])
        for part in [#""made-up" : true"#, #""made_up" : 9001"#, #""sha256" : """#] {
            #expect(variables.contains(part), "\(part)")
        }

        configuration.specification.features = [:]
        let without = try Program.untar(try renderer.render(configuration, secrets: secrets).archive.reveal())
        #expect(without.values.allSatisfy { !$0.contains(token) })
        #expect(without["files/made-up.conf"] == nil)
    }

    @Test func `a workspace from before a service's secret is refused by its name`() throws {
        let services = WorkspaceService.all + [Self.madeUp]
        var configuration = try Sample.configuration()
        configuration.specification.features = ["made-up": true]
        for port in Self.madeUp.ports { configuration.ports[port] = Port(rawValue: UInt16(port.base)) }
        let renderer = try BundleRenderer(services: services)
        #expect {
            try renderer.render(configuration, secrets: WorkspaceSecrets.generate())
        } throws: { error in
            guard let error = error as? BundleError else { return false }
            return error.code == .missingSecret && error.message.contains("made_up_token")
        }
    }
}
