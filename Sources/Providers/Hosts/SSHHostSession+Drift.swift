internal import SSH
internal import Workspaces

extension SSHHostSession {
    /// The program's limit for ports of a workspace; a port block has six.
    static let maximumDriftPorts = 16
    /// With 100 workspaces each: more than a host has room for, and a host that never ends is abandoned after them.
    static let maximumInventoryPages = 20

    func drift(of workspace: WorkspaceID, ports: [Port]) async throws(ProviderError) -> HostDrift {
        guard ports.count <= Self.maximumDriftPorts else {
            throw ProviderError(
                .permanent,
                "A host compares at most \(Self.maximumDriftPorts) ports of a workspace, not \(ports.count)."
            )
        }
        let answer: HostDrift.Answer = try await callProgram(
            ["drift", workspace.rawValue] + ports.map(\.description),
            timeout: Self.lookTimeout
        )
        guard let drift = HostDrift(answer, about: workspace) else {
            throw unexpected("about \(answer.workspace)", from: "drift")
        }
        return drift
    }

    func inventory() async throws(ProviderError) -> HostInventory {
        var page = try await inventoryPage(after: nil)
        var inventory = HostInventory(
            workspaces: page.workspaces,
            runsWithoutWorkspace: page.runsWithoutWorkspace,
            host: page.host
        )
        for _ in 1..<Self.maximumInventoryPages {
            guard let next = page.next else { break }
            page = try await inventoryPage(after: next)
            inventory.workspaces += page.workspaces
        }
        inventory.isTruncated = page.next != nil
        return inventory
    }

    func removeOrphan(
        _ workspace: WorkspaceID,
        epoch: LeaseEpoch,
        run: HostRunKey
    ) async throws(ProviderError) -> HostRunState {
        try check(run)
        let answer: HostAnswer = try await callProgram(
            ["remove", workspace.rawValue, epoch.description, run.rawValue],
            timeout: Self.changeTimeout
        )
        guard let state = answer.runState else { throw unexpected(answer.state, from: "remove") }
        return state
    }

    private func inventoryPage(after: WorkspaceID?) async throws(ProviderError) -> HostInventoryPage {
        let lines: [HostInventoryPage.Line] = try await callProgramForLines(
            ["inventory"] + (after.map { [$0.rawValue] } ?? []),
            timeout: Self.lookTimeout
        )
        guard let page = HostInventoryPage(lines, after: after) else {
            throw unexpected("\(lines.count) lines that are not a page", from: "inventory")
        }
        return page
    }
}
