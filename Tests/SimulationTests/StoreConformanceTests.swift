import Orchestrator
import SSH
import TestSupport
import Testing
import Workspaces

/// The store of the simulated world does what `PostgresOperationStore` does: both run the same cases.
@Suite struct StoreConformanceTests {
    @Test(arguments: StoreConformance.allCases)
    func `the in-memory store conforms`(_ conformance: StoreConformance) async throws {
        try await conformance.check(InMemorySubject())
    }
}

private struct InMemorySubject: StoreConformanceSubject {
    private let database = InMemoryDatabase { Timestamp(microseconds: 1_800_000_000_000_000) }

    func store(of daemon: String) -> any OperationStore {
        InMemoryOperationStore(database: database, daemon: daemon)
    }

    func insert(_ id: WorkspaceID, _ type: DeploymentType, _ resources: Resources) -> WorkspaceNumber {
        let number = WorkspaceNumber(rawValue: Int64(database.rowCount + 1))
        database.insert(
            WorkspaceRow(
                number: number,
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
        )
        return number
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
