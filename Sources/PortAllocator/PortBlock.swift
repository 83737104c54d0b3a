package import Workspaces

/// The ports of one workspace: one for each service, all at the same offset.
package struct PortBlock: Hashable, Codable, Sendable {
    /// What was added to each base.
    package let offset: PortOffset
    /// The port of each service.
    package let ports: [ServicePort: Port]

    /// Pairs an offset with its ports; ``PortPlan`` is what makes one from bases.
    package init(offset: PortOffset, ports: [ServicePort: Port]) {
        self.offset = offset
        self.ports = ports
    }
}
