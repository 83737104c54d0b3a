package import Providers
internal import SSH
package import Workspaces

/// Inspects hosts outside of operations: their contents and their drift.
package struct HostSurvey: Sendable {
    let store: any OperationStore
    let connector: any HostConnector
    let identity: DaemonIdentity

    package init(store: any OperationStore, connector: any HostConnector, identity: DaemonIdentity) {
        self.store = store
        self.connector = connector
        self.identity = identity
    }

    /// The workspaces with remains on a host, by name.
    package func workspaces(on host: HostID) async throws(ProviderError) -> [String] {
        let inventory = try await withSession(on: host) { session throws(ProviderError) in
            try await session.inventory()
        }
        return inventory.workspaces.filter { !$0.parts.isEmpty }.map(\.id.rawValue)
    }

    /// Removes the remains of a workspace from a host. The host refuses names that are not in Moorage's format.
    func remove(_ workspace: WorkspaceID, from host: HostID, epoch: LeaseEpoch) async throws(ProviderError) {
        let run = HostRunKey(rawValue: "sweep-\(epoch)")
        _ = try await withSession(on: host) { session throws(ProviderError) in
            try await session.removeOrphan(workspace, epoch: epoch, run: run)
        }
    }

    /// How a workspace on a host differs from what was installed there.
    func drift(of workspace: WorkspaceID, ports: [Port], on host: HostID) async throws(ProviderError) -> HostDrift {
        try await withSession(on: host) { session throws(ProviderError) in
            try await session.drift(of: workspace, ports: ports)
        }
    }

    private func withSession<Value: Sendable>(
        on host: HostID,
        _ body: @Sendable (any HostSession) async throws(ProviderError) -> Value
    ) async throws(ProviderError) -> Value {
        let record: HostAccess
        do throws(StoreError) {
            record = try await store.host(host)
        } catch {
            throw ProviderError(.transient(retryAfter: nil), error.message, cause: error)
        }
        let session = try await connector.connect(to: try identity.endpoint(of: record))
        let result: Result<Value, ProviderError>
        do throws(ProviderError) {
            result = .success(try await body(session))
        } catch {
            result = .failure(error)
        }
        await session.close()
        return try result.get()
    }
}
