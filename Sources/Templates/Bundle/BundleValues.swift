internal import Services
internal import Workspaces

/// The values of one workspace, for the files of its services.
struct BundleValues {
    let facts: WorkspaceFacts
    /// The services that the workspace has.
    let included: [WorkspaceService]
    private let services: [WorkspaceService]
    private let ports: [ServicePort: Port]
    private let secrets: WorkspaceSecrets

    var workspace: WorkspaceID { facts.specification.id }

    /// - Throws: ``BundleError`` if a port of the block is missing, used or not, or if a size is invalid.
    init(
        _ configuration: WorkspaceConfiguration,
        secrets: WorkspaceSecrets,
        services: [WorkspaceService]
    ) throws(BundleError) {
        let specification = configuration.specification
        let resources = specification.resources
        guard (1...1024).contains(resources.vcpu), (1...65536).contains(resources.ramGB) else {
            throw BundleError(
                .resources,
                "A workspace of \(resources.vcpu) processors and \(resources.ramGB) GB cannot be limited."
            )
        }
        self.facts = WorkspaceFacts(specification: specification, domain: configuration.domain)
        self.services = services
        self.included = services.filter { $0.isIncluded(in: specification.features) }
        self.ports = configuration.ports
        self.secrets = secrets
        for port in services.flatMap(\.ports) { _ = try self.port(port) }
    }

    /// The values of a file, with the environment lines of all services if it contains them.
    func values(for file: ServiceFile) throws(BundleError) -> [String: TemplateValue] {
        var values = try resolved(file.part)
        guard file.holdsEnvironment else { return values }
        for service in services {
            guard let lines = service.environment else { continue }
            values[service.section] = .list(
                service.isIncluded(in: facts.specification.features) ? [try resolved(lines)] : []
            )
        }
        return values
    }

    func port(_ port: ServicePort) throws(BundleError) -> UInt16 {
        guard let number = ports[port] else {
            throw BundleError(.missingPort, "The workspace's block has no port for \(port.rawValue).")
        }
        return number.rawValue
    }

    func secret(_ secret: ServiceSecret) throws(BundleError) -> String {
        guard let value = secrets[secret] else {
            throw BundleError(.missingSecret, "The workspace has no secret \(secret.name).")
        }
        return value.reveal()
    }

    private func resolved(_ part: TemplatePart) throws(BundleError) -> [String: TemplateValue] {
        var values: [String: TemplateValue] = [:]
        for (name, value) in part.values {
            switch value {
            case .port(let port): values[name] = .number(try self.port(port))
            case .secret(let secret): values[name] = .text(try self.secret(secret))
            case .fact(let fact): values[name] = .text(fact(facts))
            }
        }
        return values
    }
}
