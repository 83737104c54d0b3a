package import Orchestrator
package import SSH
package import Workspaces

/// The actions of clients and operators: what the triggers of the shared tables and `moorage host` do in Postgres.
extension InMemoryDatabase {
    /// A client inserts a row that requests a workspace.
    package func insert(_ row: WorkspaceRow) {
        change { tables in
            tables.rows[row.number] = row
            tables.append(.provision, for: row.number)
        }
    }

    /// A row without a request.
    package func insertUnasked(_ row: WorkspaceRow) { change { $0.rows[row.number] = row } }

    /// A drift check finds a workspace's server gone.
    package func noteServerGone(_ number: WorkspaceNumber) { change { _ = $0.serversGone.insert(number) } }

    /// Somebody changes the recorded status.
    package func setStatus(_ status: WorkspaceStatus, of number: WorkspaceNumber) {
        change { $0.workspaces[number]?.status = status.rawValue }
    }

    /// A client calls `moorage.request_operation`, or deletes the row.
    ///
    /// - Returns: false if there is no row.
    @discardableResult
    package func request(_ request: ClientRequest, for number: WorkspaceNumber) -> Bool {
        change { tables in
            guard tables.rows[number] != nil else { return false }
            if request == .delete { tables.rows[number] = nil }
            tables.append(request, for: number)
            return true
        }
    }

    /// A client sets the row's status to `decommissioned`: a request, unless one is already on its way.
    ///
    /// - Returns: whether it became a request.
    @discardableResult
    package func setDecommissioned(_ number: WorkspaceNumber) -> Bool {
        change { tables in
            guard tables.rows[number] != nil else { return false }
            let isAsked = tables.requests.contains { $0.workspace == number && $0.kind == .decommission }
            let status = tables.workspaces[number]?.status
            guard !isAsked, status != "decommissioned", status != "decommissioning" else { return false }
            guard status != nil || tables.requests.contains(where: { $0.workspace == number }) else { return false }
            tables.append(.decommission, for: number)
            return true
        }
    }

    /// An operator registers a machine.
    @discardableResult
    package func addHost(
        address: String,
        port: Port,
        pin: HostKeyPin,
        capacity: Resources,
        owner: Int64?
    ) -> HostID {
        change { tables in
            tables.lastHost += 1
            let id = HostID(rawValue: tables.lastHost)
            tables.hosts.append(
                .init(
                    id: id,
                    name: "\(address):\(port.rawValue)",
                    address: address,
                    port: port,
                    pin: pin,
                    hasFirstKey: false,
                    capacity: capacity,
                    owner: owner
                )
            )
            tables.wakeWaiting(at: now())
            return id
        }
    }

    /// An operator takes a host out of use.
    package func drain(_ host: HostID) {
        change { tables in
            guard let index = tables.hostIndex(host) else { return }
            tables.hosts[index].state = .draining
        }
    }

    private func change<Result: Sendable>(_ body: (inout InMemoryTables) -> Result) -> Result {
        do {
            return try write { .success(body(&$0)) }
        } catch {
            preconditionFailure("A write that cannot be refused was refused: \(error)")
        }
    }
}

extension InMemoryTables {
    mutating func append(_ kind: ClientRequest, for number: WorkspaceNumber, waitsFor: OperationID? = nil) {
        lastRequest += 1
        requests.append(Request(id: lastRequest, kind: kind, workspace: number, waitsFor: waitsFor))
    }

    /// Operations that wait for a host check immediately when one was added or returned.
    mutating func wakeWaiting(at now: Timestamp) {
        for index in operations.indices where operations[index].leaseOwner == nil {
            guard let kind = operations[index].waitingOn?.kind, kind == .host || kind == .hostKey else { continue }
            operations[index].nextRunAt = now
        }
    }
}
