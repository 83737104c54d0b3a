internal import EventLoop

/// The checks that decide whether the daemon is ready, run side by side under a time limit.
package struct HealthChecks: Sendable {
    /// How long a check may take. Probes commonly give up after a few seconds, and a check that hangs is the answer.
    package static let patience: Duration = .seconds(2)

    private let checks: [HealthCheck]
    private let clock: any Clock<Duration>

    /// - Parameters:
    ///   - checks: in the order in which they are listed.
    ///   - clock: measures ``patience``.
    package init(_ checks: [HealthCheck], clock: any Clock<Duration> = ContinuousClock()) {
        self.checks = checks
        self.clock = clock
    }

    /// Runs all checks.
    func report() async -> HealthReport {
        await withTaskGroup(of: (Int, HealthCheck.Result).self) { group in
            for (index, check) in checks.enumerated() {
                group.addTask { (index, await result(of: check)) }
            }
            var results: [Int: HealthCheck.Result] = [:]
            for await (index, result) in group { results[index] = result }
            return HealthReport(
                checks: checks.enumerated().compactMap { index, check in
                    results[index].map {
                        HealthReport.Entry(name: check.name, healthy: $0.isHealthy, detail: $0.detail)
                    }
                }
            )
        }
    }

    /// What a check says, or that it did not say it in time.
    private func result(of check: HealthCheck) async -> HealthCheck.Result {
        await withTimeLimit(Self.patience, clock: clock) { await check.run() }
            ?? HealthCheck.Result(
                isHealthy: false,
                detail: "No answer within \(Self.patience.components.seconds) s."
            )
    }
}
