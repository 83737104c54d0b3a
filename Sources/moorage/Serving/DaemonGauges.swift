import EventLoop
import Metrics
import Orchestrator
import Postgres
import Providers
import SSH
import Workspaces

/// Figures that are computed at a scrape, so that an idle daemon does nothing for them.
struct DaemonGauges: Sendable {
    let pool: PostgresPool
    /// The front's connections; nil without a front.
    let frontPool: PostgresPool?
    let budget: APIBudget

    /// How long the database may take to answer a scrape: a scraper gives up after a few seconds, and must learn that a
    /// database is away.
    private static let patience = Duration.seconds(1)

    /// Reads all figures. If the database is away, those of operations stay unchanged.
    func update() async {
        Self.record(pool, as: "engine")
        if let frontPool { Self.record(frontPool, as: "front") }
        Gauge(label: "moorage_ssh_sessions").record(SSHSession.openSessionCount)
        let rows = await operations()
        Gauge(label: "moorage_database_up").record(rows == nil ? 0 : 1)
        // The ledger of calls is also in the database.
        guard let rows else { return }
        if let remaining = await budget.remaining() {
            Gauge(label: "moorage_api_budget_remaining", dimensions: [("window", "minute")]).record(remaining.minute)
            Gauge(label: "moorage_api_budget_remaining", dimensions: [("window", "hour")]).record(remaining.hour)
            Gauge(label: "moorage_api_budget_waiting").record(remaining.waiting)
        }
        let counts = Dictionary(rows.map { ("\($0.0)/\($0.1)", $0.2) }, uniquingKeysWith: +)
        // Every pair each time, because a pair without operations must return to zero.
        for kind in OperationKind.allCases {
            for step in OperationStep.allCases {
                let count = counts["\(kind.rawValue)/\(step.rawValue)"] ?? 0
                Gauge(label: "moorage_operations", dimensions: [("kind", kind.rawValue), ("step", step.rawValue)])
                    .record(count)
            }
        }
    }

    private static func record(_ pool: PostgresPool, as name: String) {
        let status = pool.status
        let label = "moorage_database_connections"
        Gauge(label: label, dimensions: [("pool", name), ("state", "in_use")]).record(status.inUse)
        Gauge(label: label, dimensions: [("pool", name), ("state", "idle")]).record(status.idle)
        Gauge(label: "moorage_database_waiting", dimensions: [("pool", name)]).record(status.waiting)
    }

    /// How many operations are in each step; nil if the database does not answer in time.
    private func operations() async -> [(String, String, Int)]? {
        await withTimeLimit(Self.patience) { [pool] in
            try? await pool.query("SELECT kind, step, count(*) FROM moorage.operations GROUP BY 1, 2")
                .decode((String, String, Int).self)
        } ?? nil
    }
}
