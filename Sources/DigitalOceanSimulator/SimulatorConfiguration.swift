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

/// How many requests a token may make. The defaults are those of the official description.
package struct SimulatorRateLimits: Sendable {
    /// Requests within any 60 seconds; more get a 429 with `retry-after`.
    package var perMinute: Int
    /// Requests within any hour; more get a 429 without it.
    package var perHour: Int
    /// Listings of the account's SSH keys within any 60 seconds.
    package var keyListingsPerMinute: Int

    /// Names each limit.
    package init(perMinute: Int = 250, perHour: Int = 5000, keyListingsPerMinute: Int = 10) {
        self.perMinute = perMinute
        self.perHour = perHour
        self.keyListingsPerMinute = keyListingsPerMinute
    }
}

/// How long things take, in seconds.
package struct SimulatorTimings: Sendable, Codable, Equatable {
    /// From the acceptance of a droplet until it can be read and listed.
    package var visibilityDelay: Double
    /// From the acceptance of a droplet until it is `active`, where no machine says when.
    package var bootDuration: Double
    /// From the request of any other action until it is completed, where no machine says when.
    package var actionDuration: Double
    /// From the acceptance of a removal until the droplet reads 404.
    package var removalDelay: Double
    /// From `active` until the addresses can be read.
    package var addressDelay: Double

    /// Names each duration.
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
