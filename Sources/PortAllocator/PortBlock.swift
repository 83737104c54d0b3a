public import WorkspaceModel

/// The ports of one workspace: one for each service, all at the same offset.
public struct PortBlock: Hashable, Codable, Sendable {
    /// What was added to each base.
    public let offset: PortOffset
    /// The port of each service.
    public let ports: [ServicePort: Port]

    /// Pairs an offset with its ports; ``PortPlan`` is what makes one from bases.
    public init(offset: PortOffset, ports: [ServicePort: Port]) {
        self.offset = offset
        self.ports = ports
    }
}
