import Logging
import Synchronization

/// A machine for a droplet: it boots, has an address and can be switched off.
///
/// The simulator calls the methods of one droplet one after the other, and those of different droplets concurrently.
package protocol DropletMachines: Sendable {
    /// Boots a machine and returns its public IPv4 address once known; SSH may take longer, as on a droplet.
    ///
    /// - Throws: any error; the create action is then `errored` and the droplet disappears.
    func boot(_ boot: DropletBoot) async throws -> String

    /// Cuts the machine's power; its disk is kept.
    func powerOff(_ droplet: DropletNumber) async throws

    /// Shuts the machine down normally; its disk is kept.
    func shutDown(_ droplet: DropletNumber) async throws

    /// Boots the machine again from its disk.
    func powerOn(_ droplet: DropletNumber) async throws

    /// Removes the machine and its disk. A missing machine is not an error.
    func destroy(_ droplet: DropletNumber) async throws
}

/// A droplet's id.
package struct DropletNumber: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The id, as shown by the API.
    package let rawValue: Int64

    /// Wraps an id.
    package init(rawValue: Int64) { self.rawValue = rawValue }

    /// The id in decimal.
    package var description: String { String(rawValue) }
}

/// What a machine needs to know to act as a droplet.
package struct DropletBoot: Sendable {
    /// The droplet's id, unique forever, unlike its name.
    package let droplet: DropletNumber
    /// The droplet's name, which is its host name.
    package let name: String
    /// cloud-init's user data; empty for none. May contain a private host key.
    package let userData: String
    /// The public keys that may log in as root.
    package let authorizedKeys: [String]
}

/// What the machine behind a droplet must do for a request. Carried out after the request was answered.
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

    /// The droplet; its jobs run one after the other.
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

/// Carries out the machine jobs: one droplet's in order, those of different droplets concurrently.
struct MachineWorkers {
    private final class Queues: Sendable {
        private let jobs = Mutex<[DropletNumber: [MachineJob]]>([:])

        /// Adds a job; returns whether its droplet needs a worker.
        func add(_ job: MachineJob) -> Bool {
            jobs.withLock { jobs in
                let isFirst = jobs[job.droplet] == nil
                jobs[job.droplet, default: []].append(job)
                return isFirst
            }
        }

        /// The droplet's next job; if nil, its worker has ended.
        func next(_ droplet: DropletNumber) -> MachineJob? {
            jobs.withLock { jobs in
                guard jobs[droplet]?.isEmpty == false else {
                    jobs[droplet] = nil
                    return nil
                }
                return jobs[droplet]?.removeFirst()
            }
        }
    }

    let machines: any DropletMachines
    let cloud: Cloud
    let logger: Logger

    /// Runs until the stream ends and every job is done.
    func run(_ jobs: AsyncStream<MachineJob>) async {
        let queues = Queues()
        await withDiscardingTaskGroup { group in
            for await job in jobs where queues.add(job) {
                group.addTask {
                    while let job = queues.next(job.droplet) { await perform(job) }
                }
            }
        }
    }

    private func perform(_ job: MachineJob) async {
        do {
            let address = try await carryOut(job)
            cloud.finish(job, outcome: .completed, address: address)
        } catch {
            logger.error(
                "A droplet's machine failed",
                metadata: ["droplet.id": "\(job.droplet)", "error": "\(error)"]
            )
            cloud.finish(job, outcome: .errored, address: nil)
        }
    }

    private func carryOut(_ job: MachineJob) async throws -> String? {
        switch job {
        case .boot(let boot, _): return try await machines.boot(boot)
        case .destroy(let droplet): try await machines.destroy(droplet)
        case .power(let droplet, .off, _): try await machines.powerOff(droplet)
        case .power(let droplet, .shutDown, _): try await machines.shutDown(droplet)
        case .power(let droplet, .on, _): try await machines.powerOn(droplet)
        case .power(let droplet, .cycle, _):
            try await machines.powerOff(droplet)
            try await machines.powerOn(droplet)
        case .power(let droplet, .reboot, _):
            try await machines.shutDown(droplet)
            try await machines.powerOn(droplet)
        }
        return nil
    }
}
