/// What the machine behind a droplet must do because of a request. Carried out after the request was answered.
enum MachineJob: Sendable {
    case boot(DropletBoot, action: Int64)
    case power(DropletNumber, PowerChange, action: Int64)
    case destroy(DropletNumber)

    enum PowerChange: Sendable {
        case off
        case shutDown
        case on
        case cycle
        case reboot
    }

    /// The droplet whose jobs are done one after another.
    var droplet: DropletNumber {
        switch self {
        case .boot(let boot, _): boot.droplet
        case .power(let droplet, _, _): droplet
        case .destroy(let droplet): droplet
        }
    }

    /// The action that the job completes, if any.
    var action: Int64? {
        switch self {
        case .boot(_, let action), .power(_, _, let action): action
        case .destroy: nil
        }
    }
}
