import Logging
import Synchronization

/// Carries out what machines have to do: one droplet's jobs in order, different droplets' at once.
struct MachineWorkers {
    private final class Queues: Sendable {
        private let jobs = Mutex<[DropletNumber: [MachineJob]]>([:])

        /// Adds a job; whether its droplet needs a worker.
        func add(_ job: MachineJob) -> Bool {
            jobs.withLock { jobs in
                let isFirst = jobs[job.droplet] == nil
                jobs[job.droplet, default: []].append(job)
                return isFirst
            }
        }

        /// The droplet's next job; with nil its worker has ended.
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
