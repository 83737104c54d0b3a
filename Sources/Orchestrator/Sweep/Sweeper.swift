package import EventLoop
package import Logging
internal import Metrics
package import Providers
internal import Workspaces

/// Looks for resources without a live workspace, and removes those that may be removed.
///
/// A sweep never touches anything without our name or our tag, because it does not list such things. Resources that our
/// own records do not name are reported and left in place, because a restored backup does not know its newest servers.
package struct Sweeper: Sendable {
    let store: any SweepStore
    let provider: any ServerProvider
    let hosts: HostSurvey
    let domain: String
    let logger: Logger

    /// How long a finding must have been seen before it is removed: longer than any operation leaves a resource
    /// unrecorded, and long enough for a person to object.
    package static let grace = Duration.seconds(600)
    /// How often a daemon checks whether a sweep is due.
    private static let turnInterval = Duration.seconds(30)

    package init(
        store: any SweepStore,
        provider: any ServerProvider,
        hosts: HostSurvey,
        domain: String,
        logger: Logger
    ) {
        self.store = store
        self.provider = provider
        self.hosts = hosts
        self.domain = domain
        self.logger = logger
    }

    /// Sweeps every `interval`, one daemon at a time.
    package func service(every interval: Duration) -> PeriodicService {
        PeriodicService(every: Self.turnInterval, failure: "A sweep is waiting for the database.", logger: logger) {
            guard try await store.takeTurn("sweep", every: interval) else { return }
            let report = try await sweep(.removeRecorded)
            for line in report.unseen {
                logger.notice("A sweep could not check every place.", metadata: ["at": "\(line)"])
            }
            for entry in report.entries where !entry.isRemoved {
                logger.warning(
                    "Some resources belong to no live workspace; see moorage sweep --dry-run.",
                    metadata: ["kind": "\(entry.finding.kind.rawValue)", "name": "\(entry.finding.name)"]
                )
            }
        }
    }

    /// Checks everything once.
    ///
    /// - Throws: ``StoreError`` if the database is away: then nothing was removed.
    package func sweep(_ mode: SweepMode) async throws(StoreError) -> SweepReport {
        var report = SweepReport()
        // The outside first: everything visible there was recorded before it was created.
        let items = await look(provider.words.servers, &report) { () async throws(ProviderError) in
            try await provider.inventory()
        }
        let names = await look("DNS records", &report) { () async throws(ProviderError) in
            try await provider.addressNames(under: domain)
        }
        var workspaces: [(host: HostID, ids: [String])] = []
        for host in try await store.sweepRecords().hosts {
            let ids = await look("host \(host)", &report) { () async throws(ProviderError) in
                try await hosts.workspaces(on: host)
            }
            if let ids { workspaces.append((host, ids)) }
        }
        let judgement = SweepJudgement(records: try await store.sweepRecords())
        var places: Set<String> = ["database"]
        var findings = try await store.strayReservations()
        if let items {
            places.insert(provider.words.id)
            findings += judgement.findings(among: items, at: provider.words.id)
        }
        if let names {
            places.insert("dns")
            findings += names.sorted().compactMap { recordFinding($0, judgement) }
        }
        for (host, ids) in workspaces {
            places.insert("\(host)")
            findings += judgement.findings(among: ids, on: host)
        }
        let seen = try await store.recordSweep(findings, in: places)
        for (finding, duration) in zip(findings, seen) {
            report.entries.append(try await treat(finding, seenFor: duration, mode))
        }
        count(report)
        return report
    }

    private func look<Value>(
        _ what: String,
        _ report: inout SweepReport,
        _ body: () async throws(ProviderError) -> Value
    ) async -> Value? {
        do throws(ProviderError) {
            return try await body()
        } catch {
            report.unseen.append("\(what): \(error.message)")
            return nil
        }
    }

    private func recordFinding(_ name: String, _ judgement: SweepJudgement) -> SweepFinding? {
        guard name.hasSuffix(".\(domain)") else { return nil }
        let workspace = String(name.dropLast(domain.count + 1))
        guard judgement.mayLoseRecords(workspace) else { return nil }
        return SweepFinding(
            kind: .addressRecord,
            place: "dns",
            externalID: name,
            name: name,
            workspaceID: workspace,
            isRecorded: true
        )
    }

    /// A workspace may have been placed, or rebuilt, since the records were read.
    private func isStillStray(_ finding: SweepFinding) async throws(StoreError) -> Bool {
        guard let workspace = finding.workspaceID else { return true }
        switch finding.kind {
        case .addressRecord:
            return SweepJudgement(records: try await store.sweepRecords()).mayLoseRecords(workspace)
        case .hostWorkspace:
            let records = try await store.sweepRecords()
            guard let host = records.hosts.first(where: { "\($0)" == finding.place }) else { return false }
            return !SweepJudgement(records: records).findings(among: [workspace], on: host).isEmpty
        default: return true
        }
    }

    private func treat(
        _ finding: SweepFinding,
        seenFor duration: Duration,
        _ mode: SweepMode
    ) async throws(StoreError) -> SweepReport.Entry {
        var entry = SweepReport.Entry(finding: finding, seenFor: duration, isRemoved: false, failure: nil)
        let isMeant =
            switch mode {
            case .dryRun: false
            case .removeRecorded: finding.isRecorded && duration >= Self.grace
            case .removeAll: true
            }
        guard isMeant, try await isStillStray(finding) else { return entry }
        try await store.recordRemoval(of: finding)
        do {
            try await remove(finding)
            entry.isRemoved = true
            logger.notice(
                "Removed leftovers without a live workspace.",
                metadata: [
                    "kind": "\(finding.kind.rawValue)", "name": "\(finding.name)", "id": "\(finding.externalID)",
                ]
            )
        } catch let error as StoreError {
            throw error
        } catch let error as ProviderError {
            entry.failure = error.message
        } catch {
            entry.failure = "\(error)"
        }
        return entry
    }

    private func remove(_ finding: SweepFinding) async throws {
        switch finding.kind {
        case .server: _ = try await provider.destroyServers([finding.externalID], named: finding.name)
        case .addressRecord: try await provider.withdrawAddress(of: finding.name)
        case .reservation: try await store.releaseStrayReservation(finding)
        case .hostWorkspace:
            guard let id = Int64(finding.place), let workspace = WorkspaceID(finding.externalID) else { return }
            try await hosts.remove(workspace, from: HostID(rawValue: id), epoch: try await store.nextEpoch())
        }
    }

    private func count(_ report: SweepReport) {
        for kind in [SweepFinding.Kind.server, .addressRecord, .hostWorkspace, .reservation] {
            let entries = report.entries.filter { $0.finding.kind == kind }
            Gauge(label: "moorage_sweep_findings", dimensions: [("kind", kind.rawValue)])
                .record(entries.count { !$0.isRemoved })
            Counter(label: "moorage_sweep_removed_total", dimensions: [("kind", kind.rawValue)])
                .increment(by: entries.count(where: \.isRemoved))
        }
        let cost = report.entries.filter { !$0.isRemoved }.reduce(0) { $0 + $1.finding.hourlyCostMicros }
        Gauge(label: "moorage_sweep_findings_dollars_per_hour").record(Double(cost) / 1_000_000)
    }
}
