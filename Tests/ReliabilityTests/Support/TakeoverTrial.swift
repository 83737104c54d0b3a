import Postgres

/// One daemon is killed while a playbook runs and another one is there: how long until the same step continues.
enum TakeoverTrial {
    /// The state of the operation, and its holder.
    private struct Hold: Equatable {
        let step: String
        let epoch: Int64
    }

    /// The result of one.
    struct Outcome: Sendable {
        /// From the kill to the other daemon's claim.
        let takeover: Duration
        /// How often a playbook was started.
        let runs: Int
        let leftovers: WorldCount
        let isSameStep: Bool
    }

    /// Runs one in its own world.
    static func run(leaseSeconds: Int) async throws -> Outcome {
        var outcome: Outcome?
        var options = ReliabilityWorld.Options()
        options.leaseSeconds = leaseSeconds
        // Three tasks: the run outlasts the takeover.
        options.taskSeconds = Double(leaseSeconds) / 2 + 1
        try await ReliabilityWorld.run(options) { world in
            outcome = try await world.withDaemons(2) { daemons in try await take(over: daemons, in: world) }
        }
        guard let outcome else { throw CancellationError() }
        return outcome
    }

    private static func take(over daemons: [DaemonProcess], in world: ReliabilityWorld) async throws -> Outcome {
        try await world.enqueue("ws7x2k4")
        try await world.awaitTrue(
            "the run is followed",
            "SELECT EXISTS (SELECT FROM moorage.operations WHERE effect ? 'followRun')"
        )
        let before = try await hold(in: world)
        let owner = try await world.pool.query("SELECT lease_owner FROM moorage.operations").decodeOnly(String.self)
        let holder = daemons.first { owner.contains("-\($0.id)-") }
        let killed = ContinuousClock.now
        holder?.kill()
        try await world.awaitTrue(
            "the other daemon has it",
            "SELECT EXISTS (SELECT FROM moorage.operations WHERE lease_epoch > \(before.epoch))"
        )
        let takeover = ContinuousClock.now - killed
        let after = try await hold(in: world)
        try await world.awaitStatus("active", "failed", of: "ws7x2k4")
        let runs = world.droplets.running.map(\.startedUnits.count).reduce(0, +)
        try await world.decommission("ws7x2k4")
        try await world.awaitStatus("decommissioned", of: "ws7x2k4")
        try await world.awaitQuiet()
        return Outcome(
            takeover: takeover,
            runs: runs,
            leftovers: try await world.leftovers(),
            isSameStep: before.step == after.step
        )
    }

    private static func hold(in world: ReliabilityWorld) async throws -> Hold {
        let (step, epoch) = try await world.pool.query("SELECT step, lease_epoch FROM moorage.operations")
            .decodeOnly((String, Int64).self)
        return Hold(step: step, epoch: epoch)
    }
}
