import Orchestrator
import PortAllocator
import Providers
internal import Synchronization
import Workspaces

/// Orders to the world outside.
extension Monitor {
    /// A create call arrived at the provider.
    func createArrived(_ name: String, workspace: WorkspaceNumber?) {
        let (arrived, intended) = books.withLock { books in
            books.createsArrived[name, default: 0] += 1
            books.statistics.creates += 1
            return (books.createsArrived[name] ?? 0, books.createsIntended[name] ?? 0)
        }
        guard arrived > intended else { return }
        history.broke(
            .actedBeforeCommit,
            "\(arrived) create calls arrived for \(name), but \(intended) were written down.",
            workspace: workspace
        )
    }

    /// A removal arrived at the provider.
    func destroyArrived(_ name: String, workspace: WorkspaceNumber?) {
        guard books.withLock({ !$0.destroysIntended.contains(name) }) else { return }
        history.broke(.actedBeforeCommit, "The removal of \(name) was not written down.", workspace: workspace)
    }

    /// A host started a run.
    func runStarted(_ run: HostRunKey, workspace: WorkspaceNumber?) {
        let isIntended = books.withLock { books in
            books.statistics.runs += 1
            return books.runsIntended.contains(run)
        }
        guard !isIntended else { return }
        history.broke(.actedBeforeCommit, "The run \(run) was not written down.", workspace: workspace)
    }

    /// A host accepted an order.
    func hostObeyed(_ what: String, _ id: WorkspaceID, _ epoch: LeaseEpoch, workspace: WorkspaceNumber?) {
        let newest = books.withLock { books in
            let newest = books.hostEpochs[id]
            books.hostEpochs[id] = max(newest ?? epoch, epoch)
            return newest
        }
        guard let newest, epoch < newest else { return }
        history.broke(
            .olderClaimActed,
            "A host obeys \(what) under epoch \(epoch) after one under \(newest).",
            workspace: workspace
        )
    }

    /// The claim under which a daemon works on a workspace.
    func claim(by link: DaemonLink, of workspace: WorkspaceNumber?) -> LeaseHolder? {
        guard let workspace else { return nil }
        return books.withLock { $0.claims[.init(daemon: link.name, workspace: workspace)] }
    }

    /// Whether a claim is no longer the newest.
    func isReplaced(_ holder: LeaseHolder) -> Bool {
        books.withLock { books in books.epochs[holder.operation].map { holder.epoch < $0 } ?? false }
    }

    /// A lease was renewed; the daemon's clock showed this.
    func renewed(_ holder: LeaseHolder, at clock: Int64) {
        books.withLock { $0.renewedAt[holder] = clock }
    }

    /// A daemon sends a create call. A call on its way when the daemon is replaced cannot be called back; later calls
    /// should not have been sent.
    func sendsCreate(_ name: String, _ holder: LeaseHolder, workspace: WorkspaceNumber?, by link: DaemonLink) {
        // By its own clock it may still hold the lease: a machine that was frozen with its clock cannot know.
        let renewedAt = books.withLock { $0.renewedAt[holder] ?? .min / 2 }
        guard isReplaced(holder), link.clock - renewedAt >= leaseMicroseconds else { return }
        history.broke(
            .olderClaimActed,
            "\(link.name) asks for the droplet \(name) although it has been replaced.",
            workspace: workspace
        )
    }

    /// Whether it is recorded that a workspace has a DNS record.
    func isRecordConfirmed(of workspace: WorkspaceNumber?) -> Bool {
        books.withLock { books in workspace.map { books.recordsConfirmed.contains($0) } ?? false }
    }

    /// Until its release, a place has exactly its recorded ports, and nobody else has one of them.
    func checkPorts(_ commit: OperationCommit) {
        switch (commit.from.step, commit.transition.state.step) {
        // Moved or released, but the answer may have got lost.
        case (.movePorts, _), (_, .movePorts), (.release, _), (_, .release), (_, .finish): return
        default: break
        }
        guard let site = commit.transition.state.site else { return }
        let ports = site.block.ports.values.sorted()
        let (own, others) = database.leasedPorts(of: commit.workspace, besideOthersOn: site.host)
        if own != ports {
            history.broke(.sharedPort, "Its ports are not leased any more.", workspace: commit.workspace)
        }
        if !others.isDisjoint(with: ports) {
            history.broke(.sharedPort, "Its ports are also leased to another workspace.", workspace: commit.workspace)
        }
    }

    /// Counts an event that is allowed.
    func count(_ body: (inout SimulationStatistics) -> Void) {
        books.withLock { body(&$0.statistics) }
    }
}
