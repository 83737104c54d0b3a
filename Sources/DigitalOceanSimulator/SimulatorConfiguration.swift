package import FoundationEssentials
package import Workspaces

/// How the simulator behaves. The defaults are the real API's limits with nobody's patience.
package struct SimulatorConfiguration: Sendable {
    /// The address that is listened on; anything but loopback would hand machines to strangers.
    package var host: String
    /// The port that is listened on; 0 for any free one.
    package var port: Int
    /// The tokens that may do everything.
    package var tokens: [Secret<String>]
    /// The tokens that may only read.
    package var readOnlyTokens: [Secret<String>]
    /// How many droplets the account may have.
    package var dropletLimit: Int
    /// Requests per token.
    package var rateLimits: SimulatorRateLimits
    /// How long things take.
    package var timings: SimulatorTimings
    /// Faults to begin with; more can be set while it runs.
    package var faults: [SimulatorFault]
    /// The time, for tests that do not want to wait.
    package var now: @Sendable () -> Date

    /// Names the fields that callers usually set; the others are set afterwards.
    package init(
        host: String = "127.0.0.1",
        port: Int = 0,
        tokens: [Secret<String>],
        timings: SimulatorTimings = SimulatorTimings(),
        faults: [SimulatorFault] = [],
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.host = host
        self.port = port
        self.tokens = tokens
        readOnlyTokens = []
        dropletLimit = 25
        rateLimits = SimulatorRateLimits()
        self.timings = timings
        self.faults = faults
        self.now = now
    }
}
