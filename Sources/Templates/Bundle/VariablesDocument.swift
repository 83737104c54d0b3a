internal import Workspaces

/// `variables.json`: Ansible's extra variables (`docs/host.md`). No secret is among them.
struct VariablesDocument: JSONDocument {
    struct Features: Encodable {
        let neo4j: Bool
    }

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
    let features: Features
    let application: Application
    let artifacts: [String: Artifact]
    let tls: Certificate

    init(_ configuration: WorkspaceConfiguration) {
        self.workspaceID = configuration.specification.id
        self.generation = configuration.generation.rawValue
        self.domain = configuration.domain
        self.ports = Dictionary(
            uniqueKeysWithValues: configuration.ports.map { ($0.key.rawValue, $0.value.rawValue) }
        )
        self.features = Features(neo4j: configuration.specification.features.neo4j)
        self.application = Application(configuration.application)
        self.artifacts = [
            "qdrant": Artifact(configuration.artifacts.qdrant),
            "neo4j": Artifact(configuration.artifacts.neo4j),
        ]
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
