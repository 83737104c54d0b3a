package import Workspaces

/// Chooses a block of ports for a workspace on a host, from a snapshot of the ports in use there.
///
/// Deterministic: the same workspace and the same snapshot give the same block. The database's primary key on (host,
/// port) enforces the choice; after a lost race, a new snapshot gives another choice.
package struct PortBlockAllocator: Sendable {
    private let plan: PortPlan

    /// Allocates with the given bases.
    package init(plan: PortPlan = .contract) { self.plan = plan }

    /// The first block without a port in use, starting with the preferred one.
    ///
    /// - Parameter taken: ports leased to other workspaces on the host, and ports on which foreign processes listen.
    /// - Returns: nil if each of the 1000 blocks has a port in use.
    package func block(for workspace: WorkspaceID, avoiding taken: Set<Port>) -> PortBlock? {
        for offset in PortOffset.probeOrder(for: workspace) {
            let block = plan.block(at: offset)
            if block.ports.values.allSatisfy({ !taken.contains($0) }) { return block }
        }
        return nil
    }

    /// The block that clients print before provisioning ends.
    package func preferredBlock(for workspace: WorkspaceID) -> PortBlock {
        plan.block(at: .preferred(for: workspace))
    }
}
