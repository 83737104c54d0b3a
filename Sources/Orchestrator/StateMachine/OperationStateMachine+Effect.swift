import Providers
import Workspaces

extension OperationStateMachine {
    /// The effect that belongs to a state: what is tried again after a failure. Nil for the start and the end.
    func effect(of state: OperationState) -> OperationEffect? {
        switch state {
        case .accepted, .keeping, .finished: nil
        case .planningServer:
            .planServer(ServerRequest(resources: context.workspace.resources, region: context.workspace.region))
        case .intendingServer(let plan): .intendServer(plan)
        case .placing: .placeOnHost
        case .preparingServer(let site): site.server.map { .prepareServer($0.intent) }
        case .creatingServer(let site): site.server.map { .createServer($0.intent, site.host) }
        case .resolvingServer(let site): site.server.map { .findServers(name: $0.intent.name) }
        case .awaitingServer(let site): site.server?.reference.map { .awaitServer($0) }
        case .replacingServer(let site): destroyReplaced(of: site)
        case .removingDuplicates(let site): destroyDuplicates(of: site)
        case .connecting(let site): .connect(site.host, rotatesHostKey: site.server != nil)
        case .inspecting(let site), .diagnosing(let site, _): .inspect(site.host)
        case .movingPorts(let site, let foreign): .movePorts(site.host, avoiding: foreign)
        case .installing(let site, _): .install(site)
        case .starting(let site, let run): .startRun(run.hostRun, site.host)
        case .converging(let site, let run): .followRun(run.hostRun, site.host, from: run.offset)
        case .publishing(let site):
            .publishAddress(
                AddressRecord(name: context.hostName, ipv4: site.address ?? "", ipv6: site.server?.ipv6)
            )
        case .verifying(let site): .verify(site.host)
        case .stoppingRun(let teardown, let key): teardown.site.map { .stopRun(key, $0.host) }
        case .installingRemoval(let teardown, _): teardown.site.map { .install($0) }
        case .startingRemoval(let teardown, let run): teardown.site.map { .startRun(run.hostRun, $0.host) }
        case .removing(let teardown, let run):
            teardown.site.map { .followRun(run.hostRun, $0.host, from: run.offset) }
        case .withdrawing: .withdrawAddress(name: context.hostName)
        case .destroying(let teardown):
            teardown.site?.server.map { .destroyServers(name: $0.intent.name, id: $0.reference?.id) }
        case .releasing: .release
        }
    }
}
