/// A requirement for the daemon to be ready.
package struct HealthCheck: Sendable {
    /// What the check found.
    package struct Result: Hashable, Sendable {
        /// Whether it works.
        package var isHealthy: Bool
        /// The finding or the problem, in a sentence. Anybody who reaches the address can read it, so it contains no
        /// secret.
        package var detail: String

        package init(isHealthy: Bool, detail: String) {
            self.isHealthy = isHealthy
            self.detail = detail
        }
    }

    /// The name in the answer, e.g. `database`.
    package let name: String
    let run: @Sendable () async -> Result

    /// - Parameters:
    ///   - name: the name in the answer.
    ///   - run: finds out. It must end when its task is cancelled: it has ``HealthChecks/patience``.
    package init(name: String, run: @escaping @Sendable () async -> Result) {
        self.name = name
        self.run = run
    }
}
