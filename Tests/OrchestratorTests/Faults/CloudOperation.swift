import Providers
import Workspaces

@testable import Orchestrator

/// One operation whose effects on servers are really carried out, against a ``SimulatedCloud``; hosts behave as set.
struct CloudOperation {
    /// When the daemon dies in its first create call.
    enum Crash: Sendable {
        case beforeTheCall
        case afterTheCall
    }

    /// An operation with more steps than this never ends: two visibility windows take fewer than 100.
    private static let mostSteps = 400
    /// How long a run of the playbook takes.
    private static let convergence = Duration.seconds(120)

    let cloud: SimulatedCloud
    var operation: DrivenOperation
    var crash: Crash?
    /// The step at whose first effect the operation is cancelled.
    var cancelledIn: OperationStep?
    private(set) var records: [RecordChange] = []

    init(_ kind: OperationKind, in cloud: SimulatedCloud, known: Site? = nil) {
        self.cloud = cloud
        operation = DrivenOperation(kind, .cloud, known: known)
        if kind == .provision, let intent = Self.intended.server?.intent {
            operation.state = .making(Self.intended, .preparing)
            operation.effect = .prepareServer(intent)
        }
        operation.stepStartedAt = cloud.clock.now
    }

    /// A site with an image and a key that the simulator accepts.
    private static let intended: Site = {
        var site = Sample.intended
        site.server?.intent.authorizedKey = """
            ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID4GXsZulhKBqlRqNO0b+P6v499EIR83Mt9ghF1UFDRk moorage
            """
        return site
    }()

    /// Drives the operation to its end.
    ///
    /// - Returns: how it ended; nil if it did not.
    mutating func run() async throws -> OperationOutcome? {
        for _ in 0..<Self.mostSteps {
            let event: OperationEvent
            operation.lookedAt = cloud.clock.now
            if let step = cancelledIn, operation.state.step == step {
                cancelledIn = nil
                event = .cancelRequested
            } else if let effect = operation.effect {
                event = await perform(effect)
            } else {
                event = .started
            }
            operation.now = cloud.clock.now
            let transition = try operation.send(event)
            records += transition.records
            if let outcome = transition.outcome { return outcome }
            cloud.clock.advance(by: transition.delay + .milliseconds(50))
        }
        return nil
    }

    private mutating func perform(_ effect: OperationEffect) async -> OperationEvent {
        if case .createServer = effect, let crash {
            self.crash = nil
            if crash == .afterTheCall { _ = await attempt(effect) }
            return OperationTask.lostAnswer(to: effect) ?? .started
        }
        return await attempt(effect)
    }

    private func attempt(_ effect: OperationEffect) async -> OperationEvent {
        do throws(ProviderError) {
            return try await carryOut(effect)
        } catch {
            return .failed(EffectFailure(error))
        }
    }

    private func carryOut(_ effect: OperationEffect) async throws(ProviderError) -> OperationEvent {
        let provider = cloud.provider
        switch effect {
        case .prepareServer(let intent):
            try await provider.prepare(intent)
            return .serverPrepared
        case .createServer(let intent, _):
            return .serverCreated(try await provider.createServer(intent, userData: Secret("#cloud-config\n")))
        case .findServers(let name): return .serversFound(try await provider.servers(named: name))
        case .awaitServer(let reference): return .serverStatus(try await status(of: reference))
        case .destroyDuplicates(let name, let ids):
            return .serversFound(try await provider.destroyServers(ids, named: name))
        case .destroyServers(let name, let id):
            let found = try await provider.destroyServers(named: name, id: id, tag: "adim-workspace")
            return EffectRunner.event(for: found, id: id)
        default: return hostEvent(effect)
        }
    }

    /// Once, as the runner does every three seconds.
    private func status(of reference: ServerReference) async throws(ProviderError) -> ServerStatus {
        cloud.clock.advance(by: .seconds(3))
        let status = try await cloud.provider.status(of: reference)
        guard case .active = status else { return status }
        return try await cloud.provider.confirmTags(Sample.intent.tags, of: reference) ? status : .pending
    }

    private func hostEvent(_ effect: OperationEffect) -> OperationEvent {
        switch effect {
        case .connect: return .connected
        case .inspect: return .inspected(Sample.facts())
        case .install: return .installed(playbooks: Sample.digest, bundle: Sample.digest)
        case .startRun: return .runStarted(.running)
        case .followRun:
            cloud.clock.advance(by: Self.convergence)
            return Sample.progress(.finished(exitCode: 0))
        case .publishAddress: return .addressPublished(.published)
        case .verify: return Sample.health(true)
        case .withdrawAddress: return .addressWithdrawn
        case .release: return .released
        default: return .failed(EffectFailure(.permanent, "\(effect.name) is no part of this test."))
        }
    }
}
