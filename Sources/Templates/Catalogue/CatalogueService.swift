public import WorkspaceModel

/// One service of the catalogue.
public struct CatalogueService: Hashable, Sendable {
    /// Its name on the host.
    public let service: HostService
    /// The ports that it owns in a workspace's block, each with its base: the port at offset 0.
    public let ports: [ServicePort: Port]
    /// Whether a workspace has it only when asked for.
    public let isOptional: Bool
    /// The rendered files that it brings.
    public let files: [WorkspaceFile]

    /// Names each part.
    public init(
        service: HostService,
        ports: [ServicePort: Port] = [:],
        isOptional: Bool = false,
        files: [WorkspaceFile]
    ) {
        self.service = service
        self.ports = ports
        self.isOptional = isOptional
        self.files = files
    }
}
