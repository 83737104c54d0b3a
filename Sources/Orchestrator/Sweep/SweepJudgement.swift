package import Providers
package import Workspaces

/// Decides what belongs to no live workspace. Pure.
package struct SweepJudgement: Sendable {
    let records: SweepRecords

    /// Uses these records.
    package init(records: SweepRecords) { self.records = records }

    /// The servers at a provider that no live workspace uses and no operation handles.
    package func findings(among items: [InventoryItem], at place: String) -> [SweepFinding] {
        items.compactMap { item in
            guard item.kind == .server, !isInUse(item) else { return nil }
            return SweepFinding(
                kind: .server,
                place: place,
                externalID: item.id,
                name: item.name,
                workspaceID: records.servers[item.name]?.workspaceID,
                isRecorded: records.servers[item.name] != nil,
                hourlyCostMicros: item.hourlyCostMicros,
                madeAt: item.createdAt.map { Timestamp(microseconds: Int64($0 * 1_000_000)) }
            )
        }
    }

    private func isInUse(_ item: InventoryItem) -> Bool {
        // A server that was renamed outside Moorage is still the same server.
        if records.servers.values.contains(where: { $0.isUsed && $0.usedID == item.id }) { return true }
        guard let server = records.servers[item.name] else { return false }
        if server.isWorkedOn { return true }
        return server.isUsed && server.usedID == nil
    }

    /// The workspaces on a host that have no place there and no operation. They count as unrecorded, so that nothing of
    /// them is removed without a request: with a restored database, a workspace that it records as gone may be live.
    package func findings(among workspaces: [String], on host: HostID) -> [SweepFinding] {
        workspaces.compactMap { workspace in
            if let places = records.livePlaces[workspace], places.isEmpty || places.contains(host) { return nil }
            return SweepFinding(
                kind: .hostWorkspace,
                place: "\(host)",
                externalID: workspace,
                name: workspace,
                workspaceID: workspace,
                isRecorded: false
            )
        }
    }

    /// Whether a workspace's DNS records may be removed: it was ours, is not live, and has no operation.
    package func mayLoseRecords(_ workspace: String) -> Bool {
        records.knownWorkspaces.contains(workspace) && records.livePlaces[workspace] == nil
    }
}
