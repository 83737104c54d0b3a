package import Workspaces

/// Chooses a block of ports for a workspace on a host, over a snapshot of what is taken there.
///
/// Deterministic: the same workspace and the same snapshot give the same block. The database's primary key on
/// (host, port) is what makes the choice hold; a lost race is a new snapshot and another choice.
package struct PortBlockAllocator: Sendable {
    private let plan: PortPlan

    /// Allocates by the given bases.
    package init(plan: PortPlan = .contract) { self.plan = plan }

    /// The first block, the preferred one first, none of whose ports is taken.
    ///
    /// - Parameter taken: ports leased to other workspaces on the host, and ports on which foreign processes listen.
    /// - Returns: nil when all 1000 blocks are taken in part.
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
