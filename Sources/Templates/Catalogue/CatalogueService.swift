package import Workspaces

/// One service of the catalogue.
package struct CatalogueService: Hashable, Sendable {
    /// Its name on the host.
    package let service: HostService
    /// The ports that it owns in a workspace's block, each with its base: the port at offset 0.
    package let ports: [ServicePort: Port]
    /// Whether a workspace has it only when asked for.
    package let isOptional: Bool
    /// The rendered files that it brings.
    package let files: [WorkspaceFile]

    package init(
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
