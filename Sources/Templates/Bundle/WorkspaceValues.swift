internal import Workspaces

/// The values that each template of a workspace may use, and must.
struct WorkspaceValues {
    private let configuration: WorkspaceConfiguration
    private let secrets: WorkspaceSecrets
    private let ports: WorkspacePorts
    private let limits: WorkspaceLimits

    var workspace: WorkspaceID { configuration.specification.id }

    /// - Throws: ``BundleError`` when a port is missing or a size makes no sense.
    init(_ configuration: WorkspaceConfiguration, secrets: WorkspaceSecrets) throws(BundleError) {
        self.configuration = configuration
        self.secrets = secrets
        self.ports = try WorkspacePorts(configuration.ports)
        self.limits = try WorkspaceLimits(
            resources: configuration.specification.resources,
            tier: configuration.specification.tier
        )
    }

    /// The values of one template. Each must be used, so none is given that a template does not need.
    func values(for file: WorkspaceFile) -> [String: TemplateValue] {
        let values = own(file)
        // The script names the database, which has the workspace's id in its name.
        guard file != .database else { return values }
        return values.merging(["workspace": .text(workspace.rawValue)]) { own, _ in own }
    }

    private func own(_ file: WorkspaceFile) -> [String: TemplateValue] {
        switch file {
        case .environment: environment
        case .daphneUnit: ["daphne_port": .number(ports.daphne)]
        case .celeryWorkerUnit: ["workers": .number(limits.workers)]
        case .celeryBeatUnit, .redisUnit, .qdrantUnit, .neo4jUnit, .logrotate: [:]
        case .redisConfiguration:
            [
                "port": .number(ports.redis),
                "password": .text(secrets.redisPassword.reveal()),
                "memory": .number(limits.redisMemory),
            ]
        case .qdrantConfiguration:
            [
                "http_port": .number(ports.qdrantHTTP),
                "grpc_port": .number(ports.qdrantGRPC),
                "api_key": .text(secrets.qdrantAPIKey.reveal()),
            ]
        case .neo4jConfiguration:
            [
                "port": .number(ports.neo4j),
                "heap": .number(limits.neo4jHeap),
                "page_cache": .number(limits.neo4jPageCache),
            ]
        case .nginxSite: ["domain": .text(configuration.domain), "daphne_port": .number(ports.daphne)]
        case .database:
            ["database": .text(databaseName), "password": .text(secrets.databasePassword.reveal())]
        case .slice:
            [
                "cpu_quota": .number(limits.cpuQuota),
                "cpu_weight": .number(limits.cpuWeight),
                "memory_high": .number(limits.memoryHigh),
                "memory_maximum": .number(limits.memoryMaximum),
                "tasks": .number(limits.maximumTasks),
            ]
        case .verification: [:]
        }
    }

    private var databaseName: String { "adim_\(workspace)" }

    private var environment: [String: TemplateValue] {
        let specification = configuration.specification
        let database = "postgresql://\(databaseName):\(Self.percentEncoded(secrets.databasePassword.reveal()))"
        let redis = "redis://:\(Self.percentEncoded(secrets.redisPassword.reveal()))"
        let neo4j: [[String: TemplateValue]] =
            specification.features.neo4j
            ? [["port": .number(ports.neo4j), "password": .text(secrets.neo4jPassword.reveal())]] : []
        return [
            "name": .text(specification.name),
            "secret_key": .text(secrets.djangoSecretKey.reveal()),
            "domain": .text(configuration.domain),
            "allowed_hosts": .text("\(configuration.domain),127.0.0.1,localhost"),
            "deployment_type": .text(specification.deploymentType.rawValue),
            "database_url": .text("\(database)@127.0.0.1:5432/\(databaseName)"),
            "redis_url": .text("\(redis)@127.0.0.1:\(ports.redis)/0"),
            "qdrant_http_port": .number(ports.qdrantHTTP),
            "qdrant_grpc_port": .number(ports.qdrantGRPC),
            "qdrant_api_key": .text(secrets.qdrantAPIKey.reveal()),
            "encryption_key": .text(secrets.encryptionKey.reveal()),
            "neo4j": .list(neo4j),
        ]
    }

    /// The user information of a URL: all but RFC 3986's unreserved characters as percent triplets.
    static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { result, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }
}
