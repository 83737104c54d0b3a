import Orchestrator
import SSH
import TestSupport
import Testing
import Workspaces

/// The store of the simulated world behaves like `PostgresOperationStore`: both run the same cases.
@Suite struct StoreConformanceTests {
    @Test(arguments: StoreConformance.allCases)
    func `the in-memory store conforms`(_ conformance: StoreConformance) async throws {
        try await conformance.check(InMemorySubject())
    }

    @Test(arguments: RequestDesk.Situation.allCases)
    func `the in-memory store carries out what the desk decides`(situation: RequestDesk.Situation) async throws {
        for cell in RequestCell.row(situation) { try await cell.check(InMemorySubject(), "ws7x2k4") }
    }
}

private struct InMemorySubject: StoreConformanceSubject {
    private let database = InMemoryDatabase { Timestamp(microseconds: 1_800_000_000_000_000) }

    func store(of daemon: String) -> any OperationStore {
        InMemoryOperationStore(database: database, daemon: daemon)
    }

    func insert(_ id: WorkspaceID, _ type: DeploymentType, _ resources: Resources) -> WorkspaceNumber {
        let row = row(id, type, resources)
        database.insert(row)
        return row.number
    }

    func insertUnasked(_ id: WorkspaceID) -> WorkspaceNumber {
        let row = row(id, .cloud, Resources(vcpu: 2, ramGB: 4, storageGB: 50))
        database.insertUnasked(row)
        return row.number
    }

    private func row(_ id: WorkspaceID, _ type: DeploymentType, _ resources: Resources) -> WorkspaceRow {
        WorkspaceRow(
            number: WorkspaceNumber(rawValue: Int64(database.rowCount + 1)),
            workspaceID: id.rawValue,
            name: "Test",
            owner: 1,
            deploymentType: type.rawValue,
            region: "nyc3",
            vcpu: resources.vcpu,
            ramGB: resources.ramGB,
            storageGB: resources.storageGB,
            tier: "starter",
            configuration: nil
        )
    }

    func noteServerGone(_ workspace: WorkspaceNumber) { database.noteServerGone(workspace) }

    func setStatus(_ status: WorkspaceStatus, of workspace: WorkspaceNumber) {
        database.setStatus(status, of: workspace)
    }

    func request(_ request: ClientRequest, for workspace: WorkspaceNumber) {
        database.request(request, for: workspace)
    }

    func addHost(address: String, capacity: Resources) -> HostID {
        database.addHost(
            address: address,
            port: Port(rawValue: 22),
            pin: SSHKeyPair.generate(comment: "host").publicKey.pin,
            capacity: capacity,
            owner: nil
        )
    }

    func drain(_ host: HostID) { database.drain(host) }

    func picture(of workspace: WorkspaceNumber) -> StoredWorkspace { database.picture(of: workspace) }
}
