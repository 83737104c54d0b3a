import Orchestrator
import PortAllocator
import Providers
public import WorkspaceModel

extension InMemoryDatabase {
    /// What is held of a workspace.
    public func picture(of number: WorkspaceNumber) -> StoredWorkspace {
        read { $0.picture(of: number) }
    }

    /// How many rows clients have inserted and not deleted.
    public var rowCount: Int { read { $0.rows.count } }
}

extension InMemoryTables {
    func picture(of number: WorkspaceNumber) -> StoredWorkspace {
        var picture = StoredWorkspace()
        if let workspace = workspaces[number] {
            picture.status = workspace.status
            picture.generation = workspace.generation
            picture.hasSite = workspace.site != nil
            picture.log = workspace.log
        }
        picture.operation = liveOperation(of: number).map { operations[$0].stored }
        picture.outcomes = history.filter { $0.workspace == number }.map(\.outcome)
        if let leased = blocks[number] {
            picture.portHost = leased.host
            picture.ports = leased.block.ports.values.sorted()
        }
        picture.reservedHost = reservations[number]?.host
        let droplets = hosts.filter { $0.droplet == number }
        picture.hostEntries = droplets.count
        picture.droplets = resources.filter { $0.workspace == number && $0.state != .deleted }.map(\.intent.name)
        picture.hasSecrets = secrets[.init(purpose: .workspace, subject: number.rawValue)] != nil
        for host in droplets {
            for purpose in [SecretPurpose.hostKey, .nextHostKey]
            where secrets[.init(purpose: purpose, subject: host.id.rawValue)] != nil {
                picture.hostKeys += 1
            }
        }
        picture.requests = requests.count { $0.workspace == number }
        return picture
    }
}

extension InMemoryTables.Operation {
    fileprivate var stored: StoredOperation {
        StoredOperation(
            id: id,
            kind: kind,
            step: state.step,
            sequence: sequence,
            leaseOwner: leaseOwner,
            epoch: epoch,
            waitsFor: waitingOn?.kind,
            isCancelPending: isCancelPending
        )
    }
}
