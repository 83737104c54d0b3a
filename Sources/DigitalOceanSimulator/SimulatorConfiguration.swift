package import FoundationEssentials
package import Workspaces

/// The behaviour of the simulator. The defaults are the real API's limits, with short durations.
package struct SimulatorConfiguration: Sendable {
    /// The address to listen on; anything but loopback would give strangers access to machines.
    package var host: String
    /// The port to listen on; 0 for any free one.
    package var port: Int
    /// The tokens with full access.
    package var tokens: [Secret<String>]
    /// The tokens with read access.
    package var readOnlyTokens: [Secret<String>]
    /// How many droplets the account may have.
    package var dropletLimit: Int
    /// Requests per token.
    package var rateLimits: SimulatorRateLimits
    /// How long things take.
    package var timings: SimulatorTimings
    /// Initial faults; more can be set while it runs.
    package var faults: [SimulatorFault]
    /// The time source, for tests that do not want to wait.
    package var now: @Sendable () -> Date

    /// Sets the fields that callers usually need; the others can be set afterwards.
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

/// How many requests a token may make. The defaults are those of the official description.
package struct SimulatorRateLimits: Sendable {
    /// Requests within any 60 seconds; more get a 429 with `retry-after`.
    package var perMinute: Int
    /// Requests within any hour; more get a 429 without it.
    package var perHour: Int
    /// Listings of the account's SSH keys within any 60 seconds.
    package var keyListingsPerMinute: Int

    /// Sets each limit.
    package init(perMinute: Int = 250, perHour: Int = 5000, keyListingsPerMinute: Int = 10) {
        self.perMinute = perMinute
        self.perHour = perHour
        self.keyListingsPerMinute = keyListingsPerMinute
    }
}

/// How long things take, in seconds.
package struct SimulatorTimings: Sendable, Codable, Equatable {
    /// From the acceptance of a droplet until it is readable and listed.
    package var visibilityDelay: Double
    /// From the acceptance of a droplet until it is `active`, if no machine reports it.
    package var bootDuration: Double
    /// From the request of any other action until it is completed, if no machine reports it.
    package var actionDuration: Double
    /// From the acceptance of a removal until the droplet is 404.
    package var removalDelay: Double
    /// From `active` until the addresses become readable.
    package var addressDelay: Double

    /// Sets each duration.
    package init(
        visibilityDelay: Double = 0,
        bootDuration: Double = 1,
        actionDuration: Double = 0,
        removalDelay: Double = 0,
        addressDelay: Double = 0
    ) {
        self.visibilityDelay = visibilityDelay
        self.bootDuration = bootDuration
        self.actionDuration = actionDuration
        self.removalDelay = removalDelay
        self.addressDelay = addressDelay
    }

    enum CodingKeys: String, CodingKey {
        case visibilityDelay = "visibility_delay"
        case bootDuration = "boot_duration"
        case actionDuration = "action_duration"
        case removalDelay = "removal_delay"
        case addressDelay = "address_delay"
    }
}
