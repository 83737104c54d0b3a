import Database
import Foundation
import Front
import Logging
import Metrics
import Orchestrator
import PortAllocator
import Postgres
import Providers
import SSH
import ServiceLifecycle
import Telemetry
import Templates
import Workspaces

/// The wired parts of a daemon.
struct Daemon {
    let settings: Settings
    let database: Database
    let installation: Installation
    let logger: Logger
    let metrics: PrometheusRegistry
    var role = DaemonRole.all

    /// Everything that runs, lowest first: parts that others need stop last.
    func services() async throws -> [any Service] {
        let wakeSignal = WakeSignal()
        let projector = WorkspaceProjector(pool: database.pool, logger: logger)
        let budget = budget
        let provider = try connect(budget)
        let listener = PostgresListener(configuration: database.configuration, logger: logger)
        let front = try Front(
            settings: settings,
            database: database,
            publicKey: installation.daemonKey.publicKey.line,
            listener: listener,
            costs: CostEstimator(provider: provider, defaultRegion: settings.region),
            logger: logger
        )
        let page: @Sendable () async -> String = {
            [
                gauges = DaemonGauges(pool: database.pool, frontPool: role.serves ? front.pool : nil, budget: budget),
                metrics
            ] in
            await gauges.update()
            return metrics.text()
        }
        guard role.works else { return [listener] + front.services(checks: checks, metrics: page) }
        let store = store(projector)
        let survey = HostSurvey(store: store, connector: SSHHostConnector(), identity: identity)
        let drift = DriftInspector(
            store: PostgresSweepStore(pool: database.pool),
            provider: provider,
            hosts: survey,
            logger: logger
        )
        return [
            listener, projector,
            RetentionPruner(pool: database.pool, policy: settings.retention).service(logger: logger),
            sweeper(provider, survey).service(every: settings.sweepInterval),
            drift.service(every: settings.driftInterval),
            WorkNotifications(listener: listener, wakeSignal: wakeSignal),
            EnrolmentService(
                pool: database.pool,
                key: installation.daemonKey,
                logger: logger
            ) { try await HostRegistrar(connector: SSHHostConnector()).register($0) },
            try orchestrator(store, provider, wakeSignal),
        ] + (role.serves ? front.services(checks: checks, metrics: page) : [health(page)])
    }

    private func orchestrator(
        _ store: PostgresOperationStore,
        _ provider: any ServerProvider,
        _ wakeSignal: WakeSignal
    ) throws -> WorkspaceOrchestrator {
        let runner = EffectRunner(
            store: store,
            provider: provider,
            connector: SSHHostConnector(),
            bundles: try bundles(),
            identity: identity
        )
        var limits = OrchestratorLimits()
        limits.lease = settings.lease
        limits.concurrentOperations = settings.operations.perDaemon
        return WorkspaceOrchestrator(
            runner: runner,
            policy: OperationPolicy(domain: settings.domain),
            limits: limits,
            wakeSignal: wakeSignal,
            logger: logger
        )
    }

    private var checks: HealthChecks { HealthChecks([DatabaseHealth.check(database.pool)]) }

    /// Only health and metrics, for a daemon without the front.
    private func health(_ metrics: @escaping @Sendable () async -> String) -> HealthService {
        HealthService(address: settings.httpAddress, checks: checks, metrics: metrics, logger: logger)
    }

    /// What `moorage sweep` runs.
    func sweeper() throws -> Sweeper {
        let projector = WorkspaceProjector(pool: database.pool, logger: logger)
        let survey = HostSurvey(store: store(projector), connector: SSHHostConnector(), identity: identity)
        return sweeper(try connect(budget), survey)
    }

    private func sweeper(_ provider: any ServerProvider, _ survey: HostSurvey) -> Sweeper {
        Sweeper(
            store: PostgresSweepStore(pool: database.pool),
            provider: provider,
            hosts: survey,
            domain: settings.domain,
            logger: logger
        )
    }

    /// One ledger for all processes that work on the database.
    private var budget: APIBudget {
        APIBudget(
            store: PostgresAPIBudgetStore(pool: database.pool, limits: settings.apiLimits),
            scope: installation.id
        )
    }

    private var identity: DaemonIdentity {
        DaemonIdentity(
            installation: installation.id,
            privateKey: installation.daemonKey.privateKey,
            publicKey: installation.daemonKey.publicKey.line,
            sshPort: settings.sshPort
        )
    }

    private func store(_ projector: WorkspaceProjector) -> PostgresOperationStore {
        PostgresOperationStore(
            pool: database.pool,
            sealer: installation.sealer,
            settings: .init(
                daemon: "\(ProcessInfo.processInfo.hostName)-\(ProcessInfo.processInfo.processIdentifier)-\(UUID())",
                cloud: settings.cloud.words.id,
                defaultRegion: settings.region,
                decommissionDelay: settings.decommissionDelay,
                limits: settings.operations.claims
            ),
            projector: projector,
            logger: logger
        )
    }

    private func connect(_ budget: APIBudget) throws -> any ServerProvider {
        try settings.cloud.connect(
            CloudInstallation(
                tag: "moorage-\(installation.id)",
                sshPort: settings.sshPort,
                sshSources: settings.sshSources
            ),
            budget: budget,
            logger: logger
        )
    }

    private func bundles() throws -> BundleSource {
        let (application, carried) = try self.application()
        return BundleSource(
            renderer: try BundleRenderer(),
            playbooks: try PlaybookArchive.load(directory: settings.playbooksFolder),
            application: application,
            carriedApplication: carried,
            artifacts: settings.artifacts,
            certificate: settings.acmeEmail.map { .acme(email: $0) } ?? .selfSigned,
            domain: settings.domain
        )
    }

    private func application() throws -> (ApplicationSource, ApplicationArchive?) {
        let application = settings.application
        guard let url = application.url else {
            let carried = try ApplicationArchive.load(directory: application.folder)
            return (.carried(carried.digest), carried)
        }
        if let digest = application.sha256 { return (.archive(url: url, digest: digest), nil) }
        let parts = url.split(separator: "#", maxSplits: 1)
        return (.git(url: String(parts[0]), revision: parts.count > 1 ? String(parts[1]) : "HEAD"), nil)
    }
}
