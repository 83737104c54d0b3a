package import Orchestrator
package import Workspaces

/// An empty store under test: daemons' access to it, and the actions of clients and operators.
package protocol StoreConformanceSubject: Sendable {
    /// One daemon's access to the store.
    func store(of daemon: String) async throws -> any OperationStore

    /// A client inserts a row of owner 1.
    func insert(_ id: WorkspaceID, _ type: DeploymentType, _ resources: Resources) async throws -> WorkspaceNumber

    /// A row without a request, like the rows from before the first migration.
    func insertUnasked(_ id: WorkspaceID) async throws -> WorkspaceNumber

    /// A drift check finds the workspace's server gone.
    func noteServerGone(_ workspace: WorkspaceNumber) async throws

    /// Somebody changes the recorded status.
    func setStatus(_ status: WorkspaceStatus, of workspace: WorkspaceNumber) async throws

    /// A client sends a request.
    func request(_ request: ClientRequest, for workspace: WorkspaceNumber) async throws

    /// An operator registers a shared machine.
    func addHost(address: String, capacity: Resources) async throws -> HostID

    /// An operator takes a machine out of use.
    func drain(_ host: HostID) async throws

    /// What is stored about a workspace.
    func picture(of workspace: WorkspaceNumber) async throws -> StoredWorkspace
}
