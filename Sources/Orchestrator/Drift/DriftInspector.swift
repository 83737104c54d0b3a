package import EventLoop
package import Logging
internal import Metrics
internal import PortAllocator
package import Providers
package import Workspaces

/// Compares live workspaces with what was built, at the provider and on their hosts.
package struct DriftInspector: Sendable {
    let store: any DriftStore
    let provider: any ServerProvider
    let hosts: HostSurvey
    let logger: Logger

    /// Hosts that are checked concurrently: enough to get through, few enough to leave the sessions to operations.
    static let concurrentHosts = 8
    /// How often a daemon checks whether a drift check is due.
    private static let turnInterval = Duration.seconds(10)

    package init(store: any DriftStore, provider: any ServerProvider, hosts: HostSurvey, logger: Logger) {
        self.store = store
        self.provider = provider
        self.hosts = hosts
        self.logger = logger
    }

    /// Checks for drift every `interval`, one daemon at a time.
    package func service(every interval: Duration) -> PeriodicService {
        PeriodicService(
            every: min(Self.turnInterval, interval),
            failure: "A drift check is waiting for the database.",
            logger: logger
        ) {
            if try await store.takeTurn("drift", every: interval) { try await inspect() }
        }
    }

    /// Checks every active workspace once, or one of them.
    ///
    /// - Returns: how many were checked.
    /// - Throws: ``StoreError`` if the database is away.
    @discardableResult
    package func inspect(_ workspace: WorkspaceID? = nil) async throws(StoreError) -> Int {
        let subjects = try await store.driftSubjects(workspace)
        let servers = await servers(for: subjects)
        let results = await withTaskGroup(of: Result<Int, StoreError>.self) { group in
            var waiting = subjects[...]
            var results: [Result<Int, StoreError>] = []
            for _ in 0..<Self.concurrentHosts {
                guard let subject = waiting.popFirst() else { break }
                group.addTask { await look(at: subject, servers) }
            }
            for await result in group {
                results.append(result)
                guard let subject = waiting.popFirst() else { continue }
                group.addTask { await look(at: subject, servers) }
            }
            return results
        }
        var count = 0
        for result in results { count += try result.get() }
        Gauge(label: "moorage_drift_findings").record(count)
        return subjects.count
    }

    /// All servers from one list; nil if the provider does not answer, or nobody needs them.
    private func servers(for subjects: [DriftSubject]) async -> [String: InventoryItem]? {
        guard subjects.contains(where: { $0.site.server?.reference != nil }) else { return nil }
        do throws(ProviderError) {
            let items = try await provider.inventory()
            return Dictionary(items.map { ($0.id, $0) }) { first, _ in first }
        } catch {
            logger.notice("A drift check could not reach the provider.", metadata: ["error": "\(error.message)"])
            return nil
        }
    }

    private func look(at subject: DriftSubject, _ servers: [String: InventoryItem]?) async -> Result<Int, StoreError> {
        var drift: [Drift] = []
        var aspects: Set<Drift.Aspect> = []
        if let reference = subject.site.server?.reference, let servers {
            if let found = await serverDrift(reference, servers) {
                drift += found
                aspects.insert(.server)
            }
        }
        do throws(StoreError) {
            // A server that is gone or off has no reachable host.
            if !drift.contains(where: { $0.kind == Drift.Kind.serverGone || $0.kind == Drift.Kind.serverOff }) {
                drift += try await hostDrift(subject, &aspects)
            }
            try await store.recordDrift(drift, of: subject.number, in: aspects)
            return .success(drift.count)
        } catch {
            return .failure(error)
        }
    }

    /// Nil if it is unknown.
    private func serverDrift(_ reference: ServerReference, _ servers: [String: InventoryItem]) async -> [Drift]? {
        guard let item = servers[reference.id] else {
            // A server that is missing from a list may still exist: pages move, and tags get lost.
            guard let status = try? await provider.status(of: reference) else { return nil }
            guard case .absent = status else { return [] }
            return [
                Drift(
                    kind: Drift.Kind.serverGone,
                    subject: reference.id,
                    detail:
                        "The \(provider.words.server) \(reference.name) (id \(reference.id)) does not exist any more.",
                    isRepairable: false
                )
            ]
        }
        var drift: [Drift] = []
        if item.isRunning == false {
            drift.append(
                Drift(
                    kind: Drift.Kind.serverOff,
                    subject: reference.id,
                    detail: "The \(provider.words.server) \(reference.name) (id \(reference.id)) is switched off.",
                    isRepairable: true
                )
            )
        }
        if item.name != reference.name {
            drift.append(
                Drift(
                    kind: Drift.Kind.serverRenamed,
                    subject: reference.id,
                    detail:
                        "The \(provider.words.server) \(reference.id) is called \(item.name.prefix(100)); it was created as "
                        + "\(reference.name). Rename it back.",
                    isRepairable: false
                )
            )
        }
        if item.isTagged == false {
            drift.append(
                Drift(
                    kind: Drift.Kind.serverUntagged,
                    subject: reference.id,
                    detail:
                        "The \(provider.words.server) \(reference.name) (id \(reference.id)) has lost this installation's tag, so it is "
                        + "not protected by the firewall.",
                    isRepairable: true
                )
            )
        }
        return drift
    }

    private func hostDrift(
        _ subject: DriftSubject,
        _ aspects: inout Set<Drift.Aspect>
    ) async throws(StoreError) -> [Drift] {
        let ports = subject.site.block.ports.values.sorted()
        let found: HostDrift
        do throws(ProviderError) {
            found = try await hosts.drift(of: subject.workspace, ports: ports, on: subject.site.host)
        } catch {
            aspects.insert(.access)
            guard error.disposition == .waitForOperator(.hostKey) else {
                return [
                    Drift(
                        kind: Drift.Kind.hostUnreachable,
                        subject: "\(subject.site.host)",
                        detail: error.message,
                        isRepairable: false
                    )
                ]
            }
            try await store.quarantine(subject.site.host)
            return [
                Drift(
                    kind: Drift.Kind.hostKeyChanged,
                    subject: "\(subject.site.host)",
                    detail:
                        "\(error.message) Moorage sends nothing more to the host. Compare the key on the machine's own "
                        + "console. Then confirm a bare-metal host's new key with moorage host repin; delete a workspace on "
                        + "\(provider.words.aServer) and build it again.",
                    isRepairable: false
                )
            ]
        }
        aspects.formUnion([.access, .host])
        // Issued after the check, so it is newer than anything the host can have seen from us.
        let newestEpoch = try await store.nextEpoch()
        return found.findings(newestEpoch: newestEpoch).map { finding in
            Drift(
                kind: finding.kind.rawValue,
                subject: finding.subject,
                detail: finding.detail,
                isRepairable: finding.isRepairable
            )
        }
    }
}
