import Services
import Templates
import Testing
import Workspaces

/// A workspace whose rendered files are stored under `Golden/`.
enum Sample {
    static func specification(
        name: String = "Ann's \"notes\" 🚢 {{name}} $HOME 100% #1 \\",
        features: WorkspaceFeatures = WorkspaceFeatures()
    ) throws -> WorkspaceSpecification {
        WorkspaceSpecification(
            number: WorkspaceNumber(rawValue: 7),
            id: try #require(WorkspaceID("ws7x2k4")),
            name: name,
            owner: 1,
            deploymentType: .bareMetal,
            region: "nyc3",
            resources: Resources(vcpu: 2, ramGB: 4, storageGB: 50),
            tier: "starter",
            features: features
        )
    }

    static func configuration(
        name: String? = nil,
        neo4j: Bool = false,
        application: ApplicationSource? = nil
    ) throws -> WorkspaceConfiguration {
        let features: WorkspaceFeatures = ["neo4j": neo4j]
        return WorkspaceConfiguration(
            specification: try name.map { try specification(name: $0, features: features) }
                ?? specification(features: features),
            generation: Generation(rawValue: 1),
            domain: "ws7x2k4.workspaces.test",
            ports: [
                .daphne: Port(rawValue: 16550), .redis: Port(rawValue: 14929), .qdrantHTTP: Port(rawValue: 14883),
                .qdrantGRPC: Port(rawValue: 14884), .neo4j: Port(rawValue: 16237),
            ],
            application: application ?? .git(url: "https://git.example/app.git", revision: "v1"),
            artifacts: [
                "qdrant": ServiceArtifact(
                    url: "https://artifacts.example/qdrant",
                    digest: try #require(SHA256Digest(hex: String(repeating: "ab", count: 32)))
                )
            ]
        )
    }

    /// Fixed secrets in the form of `WorkspaceSecrets.generate()`.
    static func secrets(password: String? = nil) -> WorkspaceSecrets {
        func secret(_ letter: String) -> Secret<String> {
            Secret(password ?? String(repeating: letter, count: 41) + "-_")
        }
        return WorkspaceSecrets([
            .databasePassword: secret("d"),
            .redisPassword: secret("r"),
            .qdrantAPIKey: secret("q"),
            .djangoSecretKey: secret("s"),
            .encryptionKey: Secret(password ?? "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
            .neo4jPassword: secret("n"),
        ])
    }
}
