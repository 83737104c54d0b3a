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
