import Hummingbird
package import Logging
import NIOCore
internal import ServiceLifecycle
import Synchronization

/// The DigitalOcean API on loopback: the calls that Moorage uses, as officially described, with machines as droplets or
/// without.
///
/// Nothing is stored on disk: an account lives as long as its simulator. Besides `/v2` it serves `/simulator/state`,
/// `/simulator/faults` and `/simulator/timings`, which need no token; see `docs/simulator.md`.
package struct DigitalOceanSimulator: Service {
    private let configuration: SimulatorConfiguration
    private let machines: (any DropletMachines)?
    private let logger: Logger
    private let cloud: Cloud
    private let jobs: (stream: AsyncStream<MachineJob>, continuation: AsyncStream<MachineJob>.Continuation)
    private let bound = BoundPort()

    /// A simulator that does not listen yet.
    ///
    /// - Parameter machines: The machines behind the droplets. If nil, droplets become `active` after
    ///   `timings.bootDuration` and have addresses from the documentation ranges.
    package init(configuration: SimulatorConfiguration, machines: (any DropletMachines)? = nil, logger: Logger) {
        self.configuration = configuration
        self.machines = machines
        self.logger = logger
        jobs = AsyncStream.makeStream()
        cloud = Cloud(configuration, hasMachines: machines != nil, jobs: jobs.continuation)
    }

    /// The listening port; waits until the simulator listens.
    ///
    /// - Throws: the error that kept the simulator from listening.
    package var port: Int {
        get async throws { try await bound.value() }
    }

    /// Serves until a graceful shutdown or a cancellation, then removes the machines of all droplets. Called once.
    ///
    /// - Throws: `SimulatorError` for an address that is not loopback; otherwise the error that keeps the server from
    ///   listening.
    package func run() async throws {
        defer { bound.settle(.failure(SimulatorError.stopped)) }
        guard ["127.0.0.1", "::1", "localhost"].contains(configuration.host) else { throw SimulatorError.notLoopback }
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await serve())
        } catch {
            outcome = .failure(error)
        }
        // Machines must be removed even if this task was cancelled, and a cancelled task could not wait for that.
        await Task { await removeMachines() }.value
        try outcome.get()
    }

    /// The application, for tests without a socket.
    var application: some ApplicationProtocol {
        Application(
            responder: SimulatorResponder(cloud: cloud, configuration: configuration),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                serverName: nil
            ),
            onServerRunning: { [bound] channel in
                if let port = channel.localAddress?.port { bound.settle(.success(port)) }
            },
            logger: logger
        )
    }

    private func serve() async throws {
        let application = application
        try await withThrowingTaskGroup { group in
            if let machines {
                let workers = MachineWorkers(machines: machines, cloud: cloud, logger: logger)
                group.addTask { await workers.run(jobs.stream) }
            }
            defer { jobs.continuation.finish() }
            try await application.run()
        }
    }

    private func removeMachines() async {
        guard let machines else { return }
        for droplet in cloud.withState({ state, _ in state.account.liveDroplets.map(\.number) }) {
            do {
                try await machines.destroy(droplet)
            } catch {
                logger.error(
                    "A droplet's machine was not removed",
                    metadata: ["droplet.id": "\(droplet)", "error": "\(error)"]
                )
            }
        }
    }
}

/// Why the simulator does not run.
package struct SimulatorError: Error, Sendable, CustomStringConvertible {
    /// What went wrong.
    package let message: String

    /// The message: safe to show.
    package var description: String { message }

    static let notLoopback = SimulatorError(
        message: "The simulator listens on loopback only: anyone who reaches it can boot machines here."
    )
    static let stopped = SimulatorError(message: "The simulator stopped before it listened.")
}

/// The port that a server got, for tasks that need to know it first.
final class BoundPort: Sendable {
    private enum State {
        /// May become either of the others.
        case waiting([CheckedContinuation<Int, any Error>])
        /// For ever.
        case bound(Int)
        /// For ever.
        case failed(any Error)
    }

    private let state = Mutex(State.waiting([]))

    /// Waits until the server listens.
    ///
    /// - Throws: the error that kept it from listening.
    func value() async throws -> Int {
        try await withCheckedThrowingContinuation { continuation in
            let known: Result<Int, any Error>? = state.withLock { state in
                switch state {
                case .waiting(let others):
                    state = .waiting(others + [continuation])
                    return nil
                case .bound(let port): return .success(port)
                case .failed(let error): return .failure(error)
                }
            }
            if let known { continuation.resume(with: known) }
        }
    }

    /// Sets the result; only the first call counts.
    func settle(_ result: Result<Int, any Error>) {
        let waiters = state.withLock { state -> [CheckedContinuation<Int, any Error>] in
            guard case .waiting(let waiters) = state else { return [] }
            switch result {
            case .success(let port): state = .bound(port)
            case .failure(let error): state = .failed(error)
            }
            return waiters
        }
        for waiter in waiters { waiter.resume(with: result) }
    }
}
