package import Workspaces

/// One service of a workspace. Its ports, secrets, files, unit, health checks and place in the API follow from this value.
package struct WorkspaceService: Sendable {
    /// Its name on the host: in the bundle's manifest, in its unit's name and in the answers of `moorage-host`.
    package let name: String
    /// Its name in a sentence.
    package let title: String
    /// Whether a workspace has it only if `config_data.features` has true under ``name``.
    package let isOptional: Bool
    /// Whether its program may come from `MOORAGE_<NAME>_URL`, because no package of a distribution provides it.
    package let hasArtifact: Bool
    /// A host's checks that the service works.
    package let checks: [HealthCheck]
    /// What the application needs to use it: lines of its environment file.
    package let environment: TemplatePart?
    /// The rendered files.
    package let files: [ServiceFile]
    /// Texts for inclusion in files of this or other services.
    package let partials: [TemplateSource]

    package init(
        _ name: String,
        title: String,
        isOptional: Bool = false,
        hasArtifact: Bool = false,
        checks: [HealthCheck] = [],
        environment: TemplatePart? = nil,
        files: [ServiceFile],
        partials: [TemplateSource] = []
    ) {
        self.name = name
        self.title = title
        self.isOptional = isOptional
        self.hasArtifact = hasArtifact
        self.checks = checks
        self.environment = environment
        self.files = files
        self.partials = partials
    }

    /// The services, in the order in which a host starts them.
    package static let all: [WorkspaceService] = [
        slice,
        postgres,
        redis,
        qdrant,
        neo4j,
        daphne,
        celeryWorker,
        celeryBeat,
        nginx,
        logrotate,
    ]

    /// Its ports in the workspace's block. A health check declares each of them, so none is unchecked.
    package var ports: [ServicePort] { checks.compactMap(\.port) }

    /// Every secret in its files, its environment lines or its health checks, each once.
    package var secrets: [ServiceSecret] {
        let parts = files.map(\.part) + [environment].compactMap(\.self)
        let used = checks.compactMap(\.secret) + parts.flatMap { $0.values.values.compactMap(\.secret) }
        return Set(used).sorted { $0.name < $1.name }
    }

    /// The name of the section with its environment lines.
    package var section: String { name.replacing("-", with: "_") }

    /// Whether a workspace with these features has it.
    package func isIncluded(in features: WorkspaceFeatures) -> Bool { !isOptional || features[name] }
}

/// The answer of a healthy workspace to a check: the service answers on this port.
package struct ExpectedService: Hashable, Sendable {
    /// The service's name.
    package let service: String
    /// Its address.
    package let port: Port

    /// The answers of a healthy workspace with these features.
    package static func all(of features: WorkspaceFeatures, ports: [ServicePort: Port]) -> [ExpectedService] {
        WorkspaceService.all.filter { $0.isIncluded(in: features) }.flatMap { service in
            service.checks.compactMap { check in
                check.port(in: ports).map { ExpectedService(service: service.name, port: $0) }
            }
        }
    }
}
