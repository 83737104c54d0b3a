internal import FoundationEssentials
internal import Services
internal import Workspaces

/// A file of the bundle that is JSON.
protocol JSONDocument: Encodable {}

extension JSONDocument {
    /// The document as text whose bytes depend only on its content, with a final line break.
    ///
    /// - Throws: ``BundleError`` if it cannot be written as JSON.
    func encoded() throws(BundleError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do { return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n" } catch {
            throw BundleError(.archive, "\(Self.self) cannot be written as JSON.")
        }
    }
}

/// `manifest.json`: the files of a bundle and their destinations (`docs/host.md`).
struct ManifestDocument: JSONDocument {
    struct File: Encodable {
        let source: String
        let destination: String
        let mode: String
        let owner: String
        let group: String
        let sha256: String
        /// What restarts if the file changes; empty for nothing.
        let service: String
    }

    let workspaceID: WorkspaceID
    let generation: Int
    let files: [File]

    init(_ configuration: WorkspaceConfiguration, files: [BundleFile]) {
        self.workspaceID = configuration.specification.id
        self.generation = configuration.generation.rawValue
        self.files = files.map { file in
            File(
                source: file.source,
                destination: file.destination,
                mode: "0" + String(file.mode, radix: 8),
                owner: file.owner,
                group: file.group,
                sha256: file.digest.hex,
                service: file.service ?? ""
            )
        }
    }

    private enum CodingKeys: String, CodingKey {
        case workspaceID = "workspace_id"
        case generation
        case files
    }
}

/// `variables.json`: Ansible's extra variables (`docs/host.md`). It contains no secret.
struct VariablesDocument: JSONDocument {
    struct Application: Encodable {
        let kind: String
        let url: String
        let sha256: String
        let revision: String

        init(_ source: ApplicationSource) {
            switch source {
            case .carried(let digest): self.init(kind: "carried", sha256: digest.hex)
            case .archive(let url, let digest): self.init(kind: "archive", url: url, sha256: digest.hex)
            case .git(let url, let revision): self.init(kind: "git", url: url, revision: revision)
            }
        }

        private init(kind: String, url: String = "", sha256: String = "", revision: String = "") {
            self.kind = kind
            self.url = url
            self.sha256 = sha256
            self.revision = revision
        }
    }

    struct Artifact: Encodable {
        let url: String
        let sha256: String

        init(_ artifact: ServiceArtifact?) {
            self.url = artifact?.url ?? ""
            self.sha256 = artifact?.digest.hex ?? ""
        }
    }

    struct Certificate: Encodable {
        let kind: String
        let email: String

        init(_ source: CertificateSource) {
            switch source {
            case .selfSigned: (self.kind, self.email) = ("self_signed", "")
            case .acme(let email): (self.kind, self.email) = ("acme", email)
            }
        }
    }

    let workspaceID: WorkspaceID
    let generation: Int
    let domain: String
    let ports: [String: UInt16]
    let features: [String: Bool]
    let application: Application
    let artifacts: [String: Artifact]
    let tls: Certificate

    init(_ configuration: WorkspaceConfiguration, services: [WorkspaceService]) {
        self.workspaceID = configuration.specification.id
        self.generation = configuration.generation.rawValue
        self.domain = configuration.domain
        self.ports = Dictionary(
            uniqueKeysWithValues: configuration.ports.map { ($0.key.rawValue, $0.value.rawValue) }
        )
        self.features = Dictionary(
            uniqueKeysWithValues: services.filter(\.isOptional).map {
                ($0.name, configuration.specification.features[$0.name])
            }
        )
        self.application = Application(configuration.application)
        self.artifacts = Dictionary(
            uniqueKeysWithValues: services.filter(\.hasArtifact).map {
                ($0.name, Artifact(configuration.artifacts[$0.name]))
            }
        )
        self.tls = Certificate(configuration.certificate)
    }

    private enum CodingKeys: String, CodingKey {
        case workspaceID = "workspace_id"
        case generation
        case domain
        case ports
        case features
        case application
        case artifacts
        case tls
    }
}

/// `verify.json`: the host's health checks for each service (`docs/host.md`). It contains secrets.
struct VerificationDocument: JSONDocument {
    struct Service: Encodable {
        let service: String
        let kind: String
        let port: UInt16
        let path: String
        let headerName: String
        let headerValue: String
        let password: String
        let host: String

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

    /// - Throws: ``BundleError`` if a port or a secret is missing.
    init(_ services: [WorkspaceService], values: BundleValues) throws(BundleError) {
        var entries: [Service] = []
        for service in services {
            for check in service.checks {
                let secret = try check.secret.map(values.secret) ?? ""
                entries.append(
                    Service(
                        service: service.name,
                        kind: check.kind.rawValue,
                        port: try check.port.map(values.port) ?? HealthCheck.frontServerPort.rawValue,
                        path: check.path,
                        headerName: check.header,
                        headerValue: check.kind == .redis ? "" : secret,
                        password: check.kind == .redis ? secret : "",
                        host: check.namesDomain ? values.facts.domain : ""
                    )
                )
            }
        }
        self.services = entries
    }
}
