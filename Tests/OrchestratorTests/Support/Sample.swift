import Orchestrator
import PortAllocator
import Providers
import Workspaces

/// Sample answers of stores, providers and hosts.
enum Sample {
    static let start = Timestamp(microseconds: 1_700_000_000_000_000)
    static let id = required(WorkspaceID("ws7x2k4"))
    static let host = HostID(rawValue: 7)
    static let block = block(at: 8550)
    static let otherBlock = block(at: 420)
    static let digest = required(SHA256Digest(hex: String(repeating: "ab", count: 32)))
    static let plan = ServerPlan(
        size: "s-2vcpu-4gb",
        region: "nyc3",
        image: "ubuntu-24-04-x64",
        monthlyCostCents: 2400,
        hourlyCostMicros: 35_710
    )
    static let intent = ServerIntent(
        name: "adim-ws7x2k4-abc123-g1-n0nce0",
        tags: ["adim-workspace"],
        plan: plan,
        authorizedKey: "ssh-ed25519 AAAA"
    )
    static let reference = ServerReference(id: "1001", name: intent.name, createActionID: "9")
    static let server = Server(
        id: "1001",
        name: intent.name,
        ipv4: "192.0.2.7",
        ipv6: "2001:db8::7",
        createdAt: 1_700_000_000
    )

    static func required<Value>(_ value: Value?) -> Value {
        guard let value else { preconditionFailure("A sample is malformed.") }
        return value
    }

    static func block(at offset: Int) -> PortBlock {
        PortPlan.contract.block(at: required(PortOffset(rawValue: offset)))
    }

    static func specification(_ type: DeploymentType) -> WorkspaceSpecification {
        WorkspaceSpecification(
            number: WorkspaceNumber(rawValue: 1),
            id: id,
            name: "Ada's",
            owner: 1,
            deploymentType: type,
            region: "nyc3",
            resources: Resources(vcpu: 2, ramGB: 4, storageGB: 50),
            tier: "starter",
            features: WorkspaceFeatures()
        )
    }

    /// A cloud site before its create call.
    static let intended = Site(host: host, block: block, server: Site.CloudServer(intent: intent))

    /// A cloud site whose server is known by id.
    static let created: Site = {
        var site = intended
        site.server?.reference = reference
        site.server?.createCalls = 1
        return site
    }()

    /// A cloud site whose server has an address.
    static let reachable: Site = {
        var site = created
        site.address = server.ipv4
        site.server?.ipv6 = server.ipv6
        return site
    }()

    /// A place on a registered host.
    static let placed = Site(host: host, block: block, address: "198.51.100.9")

    /// The same after the first upload.
    static func installed(_ site: Site) -> Site {
        var site = site
        site.installed = true
        return site
    }

    /// The same once a run was decided on.
    static func converged(_ site: Site) -> Site {
        var site = installed(site)
        site.playbooks = digest
        return site
    }

    /// The same once its name points there.
    static func published(_ site: Site) -> Site {
        var site = converged(site)
        site.hasRecord = true
        return site
    }

    static func run(attempt: Int = 1, key: String = "ws7x2k4-5-9", playbook: String = "deploy_workspace.yml") -> Run {
        Run(
            hostRun: HostRun(
                key: HostRunKey(rawValue: key),
                workspace: id,
                playbook: playbook,
                playbooks: digest,
                bundle: digest
            ),
            attempt: attempt
        )
    }

    static func facts(freeDiskMiB: Int = 20_000, listeners: [HostFacts.Listener] = []) -> HostFacts {
        HostFacts(
            distribution: "debian",
            distributionVersion: "12",
            architecture: "x86_64",
            systemdVersion: 252,
            machineID: "0123456789abcdef0123456789abcdef",
            vcpu: 2,
            memoryMiB: 4096,
            freeDiskMiB: freeDiskMiB,
            clock: 1_700_000_000,
            hasRoot: true,
            pythonVersion: "3.11",
            ansibleVersion: "2.14",
            listeners: listeners
        )
    }

    static func listener(_ port: Port, group: String) -> HostFacts.Listener {
        HostFacts.Listener(port: port, address: "0.0.0.0", process: "redis-server", controlGroup: group)
    }

    static func progress(_ state: HostRunState, offset: Int64 = 100, events: [HostRunEvent] = []) -> OperationEvent {
        .runProgressed(HostRunProgress(events: events, offset: offset, state: state))
    }

    static func health(_ healthy: Bool) -> OperationEvent {
        .verified(
            ["redis", "qdrant", "daphne", "nginx"].map {
                ServiceHealth(service: $0, port: nil, healthy: healthy, detail: healthy ? "200" : "refused")
            }
        )
    }

    static func failure(_ disposition: ProviderError.Disposition) -> OperationEvent {
        .failed(EffectFailure(disposition, "It went wrong.", requestID: "req-1"))
    }
}
