import Orchestrator
import PortAllocator
import Providers
import SSH
package import Workspaces

extension InMemoryDatabase {
    /// What is stored about a workspace.
    package func picture(of number: WorkspaceNumber) -> StoredWorkspace {
        read { $0.picture(of: number) }
    }

    /// Whether the only remaining work waits for a host.
    var isQuiet: Bool {
        read { tables in
            tables.requests.isEmpty && tables.operations.allSatisfy { $0.waitsForHost }
        }
    }

    /// The remaining work of one workspace.
    var unquiet: (workspace: WorkspaceNumber, detail: String)? {
        read { tables in
            if let operation = tables.operations.first(where: { !$0.waitsForHost }) {
                let waitsFor = operation.waitingOn.map { "\($0.kind.rawValue): \($0.detail)" } ?? "nothing"
                let detail =
                    "Operation \(operation.id) is still in \(operation.state.step.rawValue), waits for \(waitsFor)"
                return (operation.workspace, detail)
            }
            return tables.requests.first.map { ($0.workspace, "A request for \($0.kind.rawValue) is not taken.") }
        }
    }

    /// The requested workspaces, in order.
    var numbers: [WorkspaceNumber] { read { $0.workspaces.keys.sorted() } }

    /// A workspace's public name.
    func publicName(of number: WorkspaceNumber) -> WorkspaceID? {
        read { $0.workspaces[number]?.specification?.id }
    }

    /// A workspace's place.
    func site(of number: WorkspaceNumber) -> (id: WorkspaceID, site: Site)? {
        read { tables in
            guard let workspace = tables.workspaces[number], let id = workspace.specification?.id,
                let site = workspace.site
            else { return nil }
            return (id, site)
        }
    }

    /// The ports that a workspace has leased, in order, and those of others on a host.
    func leasedPorts(
        of number: WorkspaceNumber,
        besideOthersOn host: HostID
    ) -> (own: [Port], others: Set<Port>) {
        read { tables in
            (tables.blocks[number]?.block.ports.values.sorted() ?? [], tables.takenPorts(on: host, besides: number))
        }
    }

    /// How many transitions of an operation are written.
    func transitionCount(of operation: OperationID) -> Int { read { $0.transitions[operation]?.count ?? 0 } }

    /// The workspace of a droplet's host entry, even of a released one.
    func workspace(ofHost name: String) -> WorkspaceNumber? {
        read { tables in tables.resources.first { $0.intent.name == name }?.workspace }
    }

    /// Whether the resources of a workspace are kept when its provision fails.
    func isKept(_ id: WorkspaceID) -> Bool {
        read { tables in
            tables.workspaces.values.contains {
                $0.specification?.id == id && $0.specification?.keepForDebuggingHours != nil
            }
        }
    }

    /// The number of a public name.
    func number(of id: WorkspaceID) -> WorkspaceNumber? {
        read { tables in tables.workspaces.first { $0.value.specification?.id == id }?.key }
    }

    /// The pinned key of a host.
    func pin(ofHost name: String) -> HostKeyPin? {
        read { tables in tables.hosts.first { $0.name == name }?.pin }
    }

    /// How many rows clients have inserted and not deleted.
    package var rowCount: Int { read { $0.rows.count } }
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
    /// A bare-metal workspace may wait for a host forever, and says so.
    fileprivate var waitsForHost: Bool { state == .building(.placing) && waitingOn?.kind == .host && leaseOwner == nil }

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
