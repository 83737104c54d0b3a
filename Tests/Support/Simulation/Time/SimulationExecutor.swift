internal import Synchronization

/// Runs all jobs of one simulated world on one thread, one after the other, in an order that only the seed decides.
///
/// Tasks use it through their executor preference, which child tasks and default actors inherit. So nothing of the
/// engine runs concurrently, and nothing runs unless ``runOne(using:)`` is called.
final class SimulationExecutor: TaskExecutor {
    private let jobs = Mutex<[UnownedJob]>([])

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
    }

    /// Runs one ready job.
    ///
    /// - Parameter choice: which of this many; 0 is the one that has waited longest.
    /// - Returns: false when none is ready.
    func runOne(choosing choice: (Int) -> Int) -> Bool {
        let job = jobs.withLock { jobs -> UnownedJob? in
            guard !jobs.isEmpty else { return nil }
            return jobs.remove(at: jobs.count == 1 ? 0 : choice(jobs.count))
        }
        guard let job else { return false }
        unsafe job.runSynchronously(on: asUnownedTaskExecutor())
        return true
    }
}
