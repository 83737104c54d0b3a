internal import EventLoop

/// The checks that decide whether the daemon is ready, run concurrently under a time limit.
package struct HealthChecks: Sendable {
    /// How long a check may take. Probes commonly give up after a few seconds, and a check that hangs has failed.
    package static let patience: Duration = .seconds(2)

    private let checks: [HealthCheck]
    private let clock: any Clock<Duration>

    /// - Parameters:
    ///   - checks: in the order of the list.
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

    /// The result of a check, or that it timed out.
    private func result(of check: HealthCheck) async -> HealthCheck.Result {
        await withTimeLimit(Self.patience, clock: clock) { await check.run() }
            ?? HealthCheck.Result(
                isHealthy: false,
                detail: "No answer within \(Self.patience.components.seconds) s."
            )
    }
}
