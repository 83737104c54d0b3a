import Orchestrator
import PortAllocator
import SSH
import Workspaces

/// A daemon's access to the store: a call may get lost, come late, or be the daemon's last action.
struct DaemonStore: OperationStore {
    let store: InMemoryOperationStore
    let calls: DaemonCalls
    let monitor: Monitor
    let sabotage: Sabotage?

    private func ask<Value: Sendable>(
        _ name: String,
        of workspace: WorkspaceNumber? = nil,
        isWrite: Bool = true,
        _ body: @escaping @Sendable () async throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await calls.call(
            .store,
            name,
            workspace: workspace,
            isWrite: isWrite,
            failure: { StoreError(.unavailable, $0) },
            apply: { _ in
                do throws(StoreError) {
                    return .success(try await body())
                } catch {
                    return .failure(error)
                }
            }
        ).get()
    }

    func takeRequests(limit: Int) async throws(StoreError) -> Int {
        try await ask("take requests") { () async throws(StoreError) in
            let count = try await store.takeRequests(limit: limit)
            if count > 0 { monitor.tookRequests(count, by: calls.link) }
            return count
        }
    }

    func pendingWork() async throws(StoreError) -> PendingWork {
        try await ask("look for work", isWrite: false) { () async throws(StoreError) in
            try await store.pendingWork()
        }
    }

    func claim(limit: Int, lease: Duration) async throws(StoreError) -> [ClaimedOperation] {
        try await ask("claim") { () async throws(StoreError) in
            let claimed = try await store.claim(limit: limit, lease: lease)
            for operation in claimed { monitor.claimed(operation, by: calls.link) }
            return claimed
        }
    }

    func renewLeases(_ lease: Duration, of holders: Set<LeaseHolder>) async throws(StoreError) -> [HeldLease] {
        try await ask("renew leases") { () async throws(StoreError) in
            let held = try await store.renewLeases(lease, of: holders)
            for held in held { monitor.renewed(held.holder, at: calls.link.clock) }
            return held
        }
    }

    func commit(_ commit: OperationCommit) async throws(StoreError) {
        if sabotage == .earlyAcknowledgement { return await acknowledge(commit) }
        try await ask("commit", of: commit.workspace) { () async throws(StoreError) in try await apply(commit) }
    }

    private func apply(_ commit: OperationCommit) async throws(StoreError) {
        let before = store.database.transitionCount(of: commit.holder.operation)
        try await store.commit(commit)
        let isNew = store.database.transitionCount(of: commit.holder.operation) > before
        monitor.committed(commit, isNew: isNew, by: calls.link)
        if commit.transition.outcome != nil { calls.around.notify() }
    }

    /// The rule that is broken on purpose: the daemon continues before its transition is written.
    private func acknowledge(_ commit: OperationCommit) async {
        let calls = calls
        let delay = Int64(calls.around.timeline.below(1_500_000))
        calls.around.timeline.after(delay) {
            guard !calls.link.isCut else { return }
            calls.around.timeline.spawn { try? await self.apply(commit) }
        }
    }

    func now() async throws(StoreError) -> Timestamp {
        try await ask("read the clock", isWrite: false) { () async throws(StoreError) in
            try await store.now()
        }
    }

    func release(_ holder: LeaseHolder) async throws(StoreError) {
        try await ask("release the lease") { () async throws(StoreError) in
            try await store.release(holder)
            calls.around.notify()
        }
    }

    func setAside(
        _ holder: LeaseHolder,
        workspace: WorkspaceNumber,
        because reason: String,
        for pause: Duration
    ) async throws(StoreError) {
        try await ask("set aside", of: workspace) { () async throws(StoreError) in
            try await store.setAside(holder, workspace: workspace, because: reason, for: pause)
            monitor.wrote("sets aside, because \(reason)", holder, workspace, by: calls.link)
        }
    }

    func intendServer(_ draft: ServerDraft, for operation: ClaimedOperation) async throws(StoreError) -> Site? {
        try await ask("intend a server", of: operation.workspace.number) { () async throws(StoreError) in
            let site = try await store.intendServer(draft, for: operation)
            monitor.wrote("intends a server", operation.holder, operation.workspace.number, by: calls.link)
            return site
        }
    }

    func place(_ operation: ClaimedOperation) async throws(StoreError) -> Placement {
        try await ask("place", of: operation.workspace.number) { () async throws(StoreError) in
            let placement = try await store.place(operation)
            monitor.wrote("looks for a place", operation.holder, operation.workspace.number, by: calls.link)
            return placement
        }
    }

    func movePorts(
        on host: HostID,
        avoiding foreign: Set<Port>,
        for operation: ClaimedOperation
    ) async throws(StoreError) -> PortBlock? {
        try await ask("move ports", of: operation.workspace.number) { () async throws(StoreError) in
            let block = try await store.movePorts(on: host, avoiding: foreign, for: operation)
            monitor.wrote("moves its ports", operation.holder, operation.workspace.number, by: calls.link)
            return block
        }
    }

    func host(_ id: HostID) async throws(StoreError) -> HostAccess {
        try await ask("look up a host", isWrite: false) { () async throws(StoreError) in
            try await store.host(id)
        }
    }

    func saveNextHostKey(
        _ key: Secret<String>,
        pin: HostKeyPin,
        of host: HostID,
        holder: LeaseHolder
    ) async throws(StoreError) {
        try await ask("save a host key") { () async throws(StoreError) in
            try await store.saveNextHostKey(key, pin: pin, of: host, holder: holder)
            monitor.wrote("saves a host key", holder, nil, by: calls.link)
        }
    }

    func promoteHostKey(_ pin: HostKeyPin, of host: HostID, holder: LeaseHolder) async throws(StoreError) {
        try await ask("promote a host key") { () async throws(StoreError) in
            try await store.promoteHostKey(pin, of: host, holder: holder)
            monitor.wrote("promotes a host key", holder, nil, by: calls.link)
        }
    }

    func secret(_ purpose: SecretPurpose, of subject: Int64) async throws(StoreError) -> Secret<[UInt8]>? {
        try await ask("read a secret", isWrite: false) { () async throws(StoreError) in
            try await store.secret(purpose, of: subject)
        }
    }

    func workspaceSecrets(
        of workspace: WorkspaceNumber,
        holder: LeaseHolder,
        mint: Secret<[UInt8]>
    ) async throws(StoreError) -> Secret<[UInt8]> {
        try await ask("record secrets", of: workspace) { () async throws(StoreError) in
            let secrets = try await store.workspaceSecrets(of: workspace, holder: holder, mint: mint)
            monitor.wrote("records secrets", holder, workspace, by: calls.link)
            return secrets
        }
    }

    func releaseSite(of operation: ClaimedOperation) async throws(StoreError) {
        try await ask("release the site", of: operation.workspace.number) { () async throws(StoreError) in
            try await store.releaseSite(of: operation)
            monitor.wrote("releases the site", operation.holder, operation.workspace.number, by: calls.link)
        }
    }
}
