import Providers
import Workspaces

/// Brings workspaces up with the engine's calls, each when it is due by the virtual clock.
///
/// One at a time: calls that are due together share the caches, as they would concurrently.
struct BudgetDriver {
    /// The engine's effects that call the API.
    fileprivate enum Step {
        case plan
        case prepare(ServerIntent)
        case create(ServerIntent)
        case await(ServerReference)
        case publish(Server)
        case done
    }

    struct Workspace {
        let number: Int
        let owner: Int64
        fileprivate var step = Step.plan
        fileprivate var dueAt: Duration
        fileprivate(set) var activeAt: Duration?
        fileprivate(set) var waits: [String] = []

        init(number: Int, owner: Int64, at start: Duration) {
            self.number = number
            self.owner = owner
            dueAt = start
        }

        var name: String { "adim-ws\(10000 + number)-test01-g1-abcdef" }
    }

    /// How often the engine checks a droplet that boots.
    private static let interval = Duration.seconds(3)
    private static let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl moorage"

    let world: BudgetWorld
    var workspaces: [Workspace]

    /// Works until all are active.
    mutating func run() async throws {
        while let next = workspaces.indices.filter({ workspaces[$0].activeAt == nil })
            .min(by: { workspaces[$0].dueAt < workspaces[$1].dueAt })
        {
            world.clock.advance(to: workspaces[next].dueAt)
            try await step(next)
        }
    }

    private mutating func step(_ index: Int) async throws {
        let provider = world.daemons[index % world.daemons.count]
        let workspace = workspaces[index]
        do {
            let (step, pause) = try await APIBudgetOwner.$current.withValue(workspace.owner) {
                try await Self.perform(workspace, provider)
            }
            workspaces[index].step = step
            workspaces[index].dueAt = world.clock.now + pause
            if case .done = step { workspaces[index].activeAt = world.clock.now }
        } catch let error as ProviderError {
            guard case .waitForBudget(let wait) = error.disposition else { throw error }
            workspaces[index].waits.append(error.message)
            workspaces[index].dueAt = world.clock.now + max(wait, .seconds(1))
        }
    }

    private static func perform(
        _ workspace: Workspace,
        _ provider: DigitalOceanProvider
    ) async throws -> (Step, Duration) {
        switch workspace.step {
        case .plan:
            let plan = try await provider.plan(
                ServerRequest(resources: Resources(vcpu: 2, ramGB: 4, storageGB: 50), region: "nyc3")
            )
            let intent = ServerIntent(name: workspace.name, tags: ["adim-workspace"], plan: plan, authorizedKey: key)
            return (.prepare(intent), .zero)
        case .prepare(let intent):
            try await provider.prepare(intent)
            return (.create(intent), .zero)
        case .create(let intent):
            return (.await(try await provider.createServer(intent, userData: Secret("#cloud-config\n"))), .zero)
        case .await(let reference):
            guard case .active(let server) = try await provider.status(of: reference) else {
                return (.await(reference), interval)
            }
            return (.publish(server), .zero)
        case .publish(let server):
            let record = AddressRecord(
                name: "ws\(10000 + workspace.number).workspaces.test",
                ipv4: server.ipv4 ?? "",
                ipv6: server.ipv6
            )
            _ = try await provider.publishAddress(record)
            return (.done, .zero)
        case .done: return (.done, .zero)
        }
    }
}
