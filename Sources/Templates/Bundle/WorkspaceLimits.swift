internal import Workspaces

/// What a workspace may use of its machine, from its size and its tier.
struct WorkspaceLimits: Hashable {
    /// Per cent of one processor: the quota of the slice.
    let cpuQuota: Int
    /// The slice's share when processors are short; 100 is the default of systemd.
    let cpuWeight: Int
    /// Above it the slice is killed, in MiB.
    let memoryMaximum: Int
    /// Above it the slice is slowed down and made to give memory back, in MiB.
    let memoryHigh: Int
    /// Processes and threads of the slice.
    let maximumTasks: Int
    /// What Redis holds before it drops keys that expire, in MiB: an eighth.
    let redisMemory: Int
    /// Neo4j's heap, in MiB: a quarter.
    let neo4jHeap: Int
    /// Neo4j's page cache, in MiB: an eighth.
    let neo4jPageCache: Int
    /// Processes of the Celery worker: one for each processor.
    let workers: Int

    /// - Throws: ``BundleError`` when a number is not positive.
    init(resources: Resources, tier: String) throws(BundleError) {
        guard (1...1024).contains(resources.vcpu), (1...65536).contains(resources.ramGB) else {
            throw BundleError(
                .resources,
                "A workspace of \(resources.vcpu) processors and \(resources.ramGB) GB cannot be limited."
            )
        }
        let memory = resources.ramGB * 1024
        let share = Self.share(of: tier)
        self.cpuQuota = resources.vcpu * 100
        self.cpuWeight = share.weight
        self.memoryMaximum = memory
        self.memoryHigh = memory * 9 / 10
        self.maximumTasks = share.tasks
        self.redisMemory = memory / 8
        self.neo4jHeap = memory / 4
        self.neo4jPageCache = memory / 8
        self.workers = resources.vcpu
    }

    /// Weight and tasks by tier; a tier that is not known here is treated as `starter`, the table's default.
    private static func share(of tier: String) -> (weight: Int, tasks: Int) {
        switch tier {
        case "free": (50, 512)
        case "pro": (200, 4096)
        default: (100, 1024)
        }
    }
}
