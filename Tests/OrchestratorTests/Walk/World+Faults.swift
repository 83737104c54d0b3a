import Orchestrator
import PortAllocator
import Providers
import Workspaces

extension World {
    /// How an effect goes wrong. Reports must be true: only a create call can have an unclear outcome; everything else
    /// may be repeated.
    mutating func fault(of effect: OperationEffect) throws -> OperationEvent {
        if case .createServer(let intent, _) = effect, generator.chance(0.5) {
            // The server may appear immediately, later, or never.
            if generator.chance(0.6) {
                _ = try create(intent, visibleAfter: generator.below(generator.chance(0.2) ? 400 : 110))
            }
            return failure(.outcomeUnknown)
        }
        if let event = hostFault(of: effect) { return event }
        switch generator.below(20) {
        case 0: return failure(.permanent)
        case 1...3: return failure(.waitForBudget(.seconds(generator.below(120))))
        case 4...6: return failure(.waitForOperator(generator.pick([.credentials, .capacity, .disk, .hostKey])))
        case 7...8: return failure(.transient(retryAfter: .seconds(generator.below(90))))
        case 9:
            // The daemon was away for hours.
            now = now + .seconds(generator.below(20_000))
            return failure(.transient(retryAfter: nil))
        case 10:
            if case .createServer = effect { return failure(.transient(retryAfter: nil)) }
            return failure(.outcomeUnknown)
        default: return failure(.transient(retryAfter: nil))
        }
    }

    /// What may happen to a host, or be found on it, instead of the expected.
    private mutating func hostFault(of effect: OperationEffect) -> OperationEvent? {
        guard generator.chance(0.6) else { return nil }
        switch effect {
        case .placeOnHost where site == nil:
            return generator.chance(0.1) ? .portsExhausted : .noHost(reason: "No room.")
        case .awaitServer(let reference):
            guard generator.chance(0.3) else { return .serverStatus(generator.pick([.pending, .absent])) }
            // A failed one is gone, and only a visible one can be seen to be off.
            if generator.chance(0.5) || visible(reference.name).isEmpty {
                servers.removeAll { $0.server.id == reference.id }
                return .serverStatus(.failed(reason: "stock"))
            }
            return .serverStatus(.off(Sample.server))
        case .inspect:
            return .inspected(
                generator.chance(0.5)
                    ? Sample.facts(freeDiskMiB: 3)
                    : Sample.facts(listeners: site?.block.ports.values.map { foreignListener(on: $0) } ?? [])
            )
        case .movePorts: return generator.chance(0.2) ? .portsExhausted : nil
        case .followRun(let run, _, let offset):
            let state = generator.pick([HostRunState.finished(exitCode: 2), .interrupted, .absent])
            runs[run.key] = state
            return .runProgressed(HostRunProgress(events: [], offset: offset, state: state))
        case .stopRun: return .runStopped(false)
        case .verify: return Sample.health(false)
        case .publishAddress: return nil
        case .destroyServers(let name, _) where !visible(name).isEmpty: return .serversDestroyed(false)
        default: return nil
        }
    }

    private func foreignListener(on port: Port) -> HostFacts.Listener {
        HostFacts.Listener(port: port, address: "::", process: Self.sentinel, controlGroup: "/system.slice/x.service")
    }

    private func failure(_ disposition: ProviderError.Disposition) -> OperationEvent {
        .failed(EffectFailure(disposition, "It went wrong (\(disposition))."))
    }
}
