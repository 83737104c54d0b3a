internal import Workspaces

/// `manifest.json`: the files of a bundle and where they go (`docs/host.md`).
struct ManifestDocument: JSONDocument {
    struct File: Encodable {
        let source: String
        let destination: String
        let mode: String
        let owner: String
        let group: String
        let sha256: String
        /// What restarts when the file changes; empty for none.
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
                service: file.service?.rawValue ?? ""
            )
        }
    }

    private enum CodingKeys: String, CodingKey {
        case workspaceID = "workspace_id"
        case generation
        case files
    }
}
