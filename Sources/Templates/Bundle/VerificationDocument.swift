internal import Workspaces

/// `verify.json`: what the host asks to see whether each service answers (`docs/host.md`). It holds secrets.
struct VerificationDocument: JSONDocument {
    struct Service: Encodable {
        let service: String
        let kind: String
        let port: UInt16
        var path = ""
        var headerName = ""
        var headerValue = ""
        var password = ""
        var host = ""

        private enum CodingKeys: String, CodingKey {
            case service
            case kind
            case port
            case path
            case headerName = "header_name"
            case headerValue = "header_value"
            case password
            case host
        }
    }

    let services: [Service]

    init(_ configuration: WorkspaceConfiguration, secrets: WorkspaceSecrets) throws(BundleError) {
        let ports = try WorkspacePorts(configuration.ports)
        let apiKey = secrets.qdrantAPIKey.reveal()
        var services = [
            Service(service: "redis", kind: "redis", port: ports.redis, password: secrets.redisPassword.reveal()),
            Service(
                service: "qdrant",
                kind: "http",
                port: ports.qdrantHTTP,
                path: "/readyz",
                headerName: "api-key",
                headerValue: apiKey
            ),
            Service(service: "qdrant", kind: "tcp", port: ports.qdrantGRPC),
        ]
        if configuration.specification.features.neo4j {
            services.append(Service(service: "neo4j", kind: "tcp", port: ports.neo4j))
        }
        services.append(
            Service(service: "daphne", kind: "http", port: ports.daphne, path: "/health/", host: configuration.domain)
        )
        services.append(
            Service(service: "nginx", kind: "https", port: 443, path: "/health/", host: configuration.domain)
        )
        self.services = services
    }
}
