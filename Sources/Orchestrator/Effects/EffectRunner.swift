internal import Logging
package import Providers
internal import SSH
internal import Services
internal import Templates
internal import Workspaces

/// Carries out effects and reports their results as events.
///
/// An effect may be carried out again after a crash; each is written so that its result happens once.
package struct EffectRunner: Sendable {
    let store: any OperationStore
    let provider: any ServerProvider
    let connector: any HostConnector
    let bundles: any BundleSupply
    let identity: DaemonIdentity
    let clock: any Clock<Duration>
    let random: RandomSource

    /// Sets what the effects act on.
    package init(
        store: any OperationStore,
        provider: any ServerProvider,
        connector: any HostConnector,
        bundles: any BundleSupply,
        identity: DaemonIdentity,
        clock: any Clock<Duration> = ContinuousClock(),
        random: RandomSource = .system
    ) {
        self.store = store
        self.provider = provider
        self.connector = connector
        self.bundles = bundles
        self.identity = identity
        self.clock = clock
        self.random = random
    }

    /// Carries out one effect.
    ///
    /// - Returns: the event that reports the result to the state machine; `failed` for every external failure.
    /// - Throws: ``StoreError`` if the store refused or could not be reached: the result is then unknown.
    func perform(
        _ effect: OperationEffect,
        for operation: ClaimedOperation,
        sessions: HostSessions
    ) async throws(StoreError) -> OperationEvent {
        do {
            return try await APIBudgetOwner.$current.withValue(operation.workspace.owner) {
                try await attempt(effect, for: operation, sessions: sessions)
            }
        } catch let error as StoreError {
            throw error
        } catch let error as ProviderError where error.disposition == .fenced {
            await sessions.close()
            throw StoreError(.fenced, error.message, cause: error)
        } catch let error as ProviderError {
            await sessions.close()
            return .failed(EffectFailure(error))
        } catch let error as BundleError {
            return .failed(EffectFailure(.permanent, "\(error)"))
        } catch let error as CancellationError {
            await sessions.close()
            throw StoreError(.unavailable, "Interrupted.", cause: error)
        } catch let error as SecretsError {
            throw StoreError(.unreadable, "\(error)", cause: error)
        } catch {
            await sessions.close()
            Logger.current.error(
                "An effect failed unexpectedly.",
                metadata: ["effect": "\(effect.name)", "error": "\(error)"]
            )
            return .failed(EffectFailure(.transient(retryAfter: nil), "\(effect.name) failed unexpectedly."))
        }
    }

    private func attempt(
        _ effect: OperationEffect,
        for operation: ClaimedOperation,
        sessions: HostSessions
    ) async throws -> OperationEvent {
        switch effect {
        case .planServer(let request): .serverPlanned(try await provider.plan(request))
        case .intendServer(let plan): try await intendServer(plan, for: operation)
        case .placeOnHost: try await place(operation)
        case .prepareServer(let intent): try await prepare(intent)
        case .createServer(let intent, let host): try await create(intent, on: host, for: operation)
        case .findServers(let name): .serversFound(try await provider.servers(named: name))
        case .awaitServer(let reference): try await awaitServer(reference, for: operation)
        case .destroyDuplicates(let name, let ids):
            .serversFound(try await provider.destroyServers(ids, named: name))
        case .powerOn(let reference): try await powerOn(reference)
        case .connect(let host, let rotatesHostKey):
            try await connect(to: host, rotatesHostKey: rotatesHostKey, for: operation, sessions: sessions)
        case .inspect(let host): .inspected(try await session(on: host, sessions).facts())
        case .movePorts(let host, let foreign): try await movePorts(on: host, avoiding: foreign, for: operation)
        case .install(let site): try await install(at: site, for: operation, sessions: sessions)
        case .startRun(let run, let host):
            .runStarted(try await session(on: host, sessions).start(run, epoch: operation.holder.epoch))
        case .followRun(let run, let host, let offset):
            try await follow(run, on: host, from: offset, for: operation, sessions: sessions)
        case .stopRun(let run, let host):
            .runStopped(
                try await session(on: host, sessions)
                    .stop(run, workspace: operation.workspace.id, epoch: operation.holder.epoch)
            )
        case .publishAddress(let record): try await publish(record, for: operation)
        case .verify(let host): try await verify(on: host, for: operation, sessions: sessions)
        case .withdrawAddress(let name): try await withdraw(name, for: operation)
        case .destroyServers(let name, let id): try await destroyServers(named: name, id: id, for: operation)
        case .release: try await release(operation)
        }
    }

    /// How long one read of a run's events waits for something new: long enough to be cheap, short enough to notice a
    /// dead connection.
    static let followPatience = Duration.seconds(15)

    func session(on host: HostID, _ sessions: HostSessions) async throws -> any HostSession {
        let record = try await store.host(host)
        return try await sessions.session(on: host, at: try endpoint(of: record))
    }

    func endpoint(of record: HostAccess) throws(ProviderError) -> HostEndpoint {
        try identity.endpoint(of: record)
    }
}
