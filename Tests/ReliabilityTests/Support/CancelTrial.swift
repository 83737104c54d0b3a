import Postgres

/// A workspace is cancelled while its playbook runs on a host that outlives it: how long until the run is verifiably
/// gone.
enum CancelTrial {
    /// The result of one.
    struct Outcome: Sendable {
        /// From the request to the commit of the verified stop.
        let stop: Duration
        /// Whether no process of the run was left by then, according to the kernel.
        let isGone: Bool
        let leftovers: WorldCount
    }

    /// Runs one in its own world.
    static func run() async throws -> Outcome {
        var outcome: Outcome?
        var options = ReliabilityWorld.Options()
        options.leaseSeconds = 10
        try await ReliabilityWorld.run(options) { world in
            let host = try await BareMetalHost.boot(in: world)
            defer { host.machine.destroy() }
            try host.machine.setTaskSeconds(60)
            try await host.register(in: world)
            outcome = try await world.withDaemons { _ in try await cancel(on: host, in: world) }
        }
        guard let outcome else { throw CancellationError() }
        return outcome
    }

    private static func cancel(on host: BareMetalHost, in world: ReliabilityWorld) async throws -> Outcome {
        try await world.enqueue("ws7x2k4", type: "bare_metal")
        try await world.awaitTrue(
            "the playbook is at its first task",
            "SELECT EXISTS (SELECT FROM written_logs WHERE message = 'The playbook has begun.')"
        )
        let groups = host.machine.unitGroups
        let wasThere = LoopbackHost.isAlive(groups)
        let asked = ContinuousClock.now
        try await world.request("cancel", for: "ws7x2k4")
        try await world.awaitTrue(
            "the run is seen to be gone",
            """
            SELECT EXISTS (SELECT FROM moorage.transitions WHERE event = 'run_stopped' AND to_step <> from_step)
            """
        )
        let stop = ContinuousClock.now - asked
        let isGone = wasThere && !LoopbackHost.isAlive(groups)
        try await world.awaitStatus("failed", of: "ws7x2k4")
        try await world.awaitQuiet()
        return Outcome(stop: stop, isGone: isGone, leftovers: try await world.leftovers())
    }
}
