import Services
import Templates
import Testing
import Workspaces

@Suite("Workspace bundle")
struct BundleRendererTests {
    private func code(
        _ configuration: WorkspaceConfiguration,
        application: ApplicationArchive? = nil
    ) -> BundleError.Code? {
        do {
            _ = try BundleRenderer().render(configuration, secrets: Sample.secrets(), application: application)
            return nil
        } catch { return error.code }
    }

    @Test("equal input gives an equal archive, and every change a different one")
    func digest() throws {
        let renderer = try BundleRenderer()
        let base = try Sample.configuration()
        var other = base
        other.ports[.redis] = Port(rawValue: 14939)
        var next = base
        next.generation = Generation(rawValue: 2)
        let digests = [
            try renderer.render(base, secrets: Sample.secrets()).digest,
            try renderer.render(base, secrets: Sample.secrets()).digest,
            try renderer.render(base, secrets: Sample.secrets(password: "x")).digest,
            try renderer.render(other, secrets: Sample.secrets()).digest,
            try renderer.render(next, secrets: Sample.secrets()).digest,
        ]
        #expect(digests[0] == digests[1])
        #expect(Set(digests).count == 4)
    }

    @Test("no secret is in publicly readable files, or in printed text")
    func secrets() throws {
        let secrets = WorkspaceSecrets.generate()
        let bundle = try BundleRenderer().render(try Sample.configuration(neo4j: true), secrets: secrets)
        let archive = try Program.untar(bundle.archive.reveal())
        let open =
            [try #require(archive["manifest.json"]), try #require(archive["variables.json"]), "\(bundle)"]
            + bundle.files.filter { $0.mode & 0o004 != 0 }.map { $0.content.reveal() }
        #expect(open.count > 10)
        #expect(secrets.all.count == 6)
        for secret in secrets.all {
            for text in open { #expect(!text.contains(secret.reveal())) }
        }
    }

    @Test("Neo4j's files exist only on request")
    func features() throws {
        for neo4j in [false, true] {
            let bundle = try BundleRenderer().render(try Sample.configuration(neo4j: neo4j), secrets: Sample.secrets())
            #expect(bundle.files.contains { $0.service == "neo4j" } == neo4j)
            #expect(bundle.files.count == (neo4j ? 15 : 13))
        }
    }

    @Test("the application is supplied exactly when the configuration says so")
    func application() async throws {
        let archive = try await Program.withTemporaryFolder { folder in
            try Program.write("print()\n", to: folder + "/app/asgi.py")
            return try ApplicationArchive.load(directory: folder)
        }
        let carried = try Sample.configuration(application: .carried(archive.digest))
        let bundle = try BundleRenderer().render(carried, secrets: Sample.secrets(), application: archive)
        let files = try Program.untar(bundle.archive.reveal())
        #expect(files["application.tar"].map { Array($0.utf8) } == archive.bytes)
        #expect(try #require(files["variables.json"]).contains(archive.digest.hex))

        let other = try #require(SHA256Digest(hex: String(repeating: "0", count: 64)))
        #expect(code(carried) == .application)
        #expect(code(try Sample.configuration(application: .carried(other)), application: archive) == .application)
        #expect(code(try Sample.configuration(), application: archive) == .application)
    }

    @Test("a missing port is refused", arguments: ServicePort.allCases)
    func ports(port: ServicePort) throws {
        var configuration = try Sample.configuration()
        configuration.ports[port] = nil
        #expect(code(configuration) == .missingPort)
    }

    @Test("a domain that could end nginx's directive is refused without being printed")
    func domain() throws {
        var configuration = try Sample.configuration()
        configuration.domain = "sentinel$host"
        #expect {
            try BundleRenderer().render(configuration, secrets: Sample.secrets())
        } throws: { error in
            let error = error as? BundleError
            return error?.code == .template && "\(String(describing: error))".contains("nginx.conf:")
                && !"\(String(describing: error))".contains("sentinel")
        }
    }

    @Test("a size that is invalid as a limit is refused", arguments: [(0, 4), (2, 0), (2, -1), (5000, 4)])
    func resources(vcpu: Int, ramGB: Int) throws {
        var configuration = try Sample.configuration()
        configuration.specification.resources = Resources(vcpu: vcpu, ramGB: ramGB, storageGB: 50)
        #expect(code(configuration) == .resources)
    }

    @Test("the tier decides tasks and weight, the size everything else")
    func limits() throws {
        func slice(tier: String, ramGB: Int) throws -> String {
            var configuration = try Sample.configuration()
            configuration.specification.tier = tier
            configuration.specification.resources.ramGB = ramGB
            let bundle = try BundleRenderer().render(configuration, secrets: Sample.secrets())
            return try #require(bundle.files.first { $0.name == "slice" }).content.reveal()
        }
        #expect(try slice(tier: "free", ramGB: 1).contains("TasksMax=512"))
        #expect(try slice(tier: "pro", ramGB: 1).contains("CPUWeight=200"))
        #expect(try slice(tier: "starter", ramGB: 1) == (try slice(tier: "never heard of", ramGB: 1)))
        #expect(try slice(tier: "pro", ramGB: 16).contains("MemoryMax=16384M"))
        #expect(try slice(tier: "pro", ramGB: 16).contains("MemoryHigh=14745M"))
    }
}
