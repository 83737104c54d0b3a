import PortAllocator
import Providers
import Services
import Workspaces

extension OperationStateMachine {
    /// A provision begins with a place: a server to create, or a registered host.
    func beginProvision() -> Transition {
        switch context.workspace.deploymentType {
        case .cloud: advance(to: .building(.planningServer))
        case .bareMetal: advance(to: .building(.placing))
        }
    }

    func planned(_ plan: ServerPlan) -> Transition {
        let line = LogLine(
            .info,
            "Chose a \(words.server) of size \(plan.size) in \(plan.region).",
            data: [
                "size": .string(plan.size), "region": .string(plan.region), "image": .string(plan.image),
                "monthly_cost_cents": .integer(Int64(plan.monthlyCostCents)),
            ]
        )
        return advance(to: .building(.intendingServer(plan)), ended: line)
    }

    func intended(_ site: Site) -> Transition {
        guard let server = site.server else {
            return abandon(.making(site, .preparing), because: "The site has no server.")
        }
        let line = LogLine(
            .info,
            "Reserved ports at offset \(site.block.offset) for the \(words.server) \(server.intent.name).",
            data: [words.server: .string(server.intent.name), "ports": ports(of: site)]
        )
        var transition = advance(
            to: .making(site, .preparing),
            ended: line
        )
        transition.projection = ProjectionChange(provisioning: provisioning(of: site))
        return transition
    }

    func placed(_ site: Site) -> Transition {
        let line = LogLine(
            .info,
            "Placed on host \(site.host) with ports at offset \(site.block.offset).",
            data: ["host": .integer(site.host.rawValue), "ports": ports(of: site)]
        )
        var transition = advance(
            to: .settingUp(site, .connecting),
            ended: line
        )
        var projection = ProjectionChange(provisioning: provisioning(of: site))
        projection.status = WorkspaceStatus.provisioning.rawValue
        transition.projection = projection
        return transition
    }

    func waitForHost(_ reason: String) -> Transition {
        var transition = wait(
            in: .building(.placing),
            for: .host,
            detail: reason,
            unblock:
                "It continues automatically when a host with enough capacity is registered: moorage host add ADDRESS --fingerprint SHA256:….",
            after: RetryDelay.operatorCheck,
            level: .info
        )
        var projection = ProjectionChange()
        projection.status = WorkspaceStatus.pendingRegistration.rawValue
        transition.projection = projection
        return transition
    }

    func connected(_ site: Site) -> Transition {
        advance(
            to: .settingUp(site, .inspecting),
            ended: LogLine(.info, "Logged in to \(site.address ?? "the host"); its first boot is over.")
        )
    }

    func inspected(_ facts: HostFacts, at site: Site) -> Transition {
        guard facts.freeDiskMiB >= OperationPolicy.lowestFreeDiskMiB else {
            return waitForDisk(facts, in: .settingUp(site, .inspecting))
        }
        let foreign = foreignPorts(facts)
        guard foreign.isDisjoint(with: site.block.ports.values) else {
            let taken = foreign.intersection(site.block.ports.values).sorted()
            guard context.kind == .provision else { return portsOccupied(taken, at: site) }
            let line = LogLine(
                .warning,
                "The ports at offset \(site.block.offset) are not free on the host; taking another block.",
                data: ["taken": .array(taken.map { .integer(Int64($0.rawValue)) })]
            )
            return advance(
                to: .settingUp(site, .movingPorts(avoiding: foreign.sorted())),
                ended: line
            )
        }
        return install(
            at: site,
            ended: LogLine(
                .info,
                "The host runs \(facts.distribution) \(facts.distributionVersion) with \(facts.memoryMiB) MiB of "
                    + "memory and \(facts.freeDiskMiB) MiB of free disk; its ports are free.",
                data: ["vcpu": .integer(Int64(facts.vcpu)), "memory_mib": .integer(Int64(facts.memoryMiB))]
            )
        )
    }

    func moved(_ site: Site, to block: PortBlock) -> Transition {
        var site = site
        site.block = block
        var transition = install(
            at: site,
            ended: LogLine(.info, "Reserved ports at offset \(block.offset).", data: ["ports": ports(of: site)])
        )
        transition.projection = ProjectionChange(provisioning: provisioning(of: site))
        return transition
    }

    /// Uploads everything again; `attempt` counts the runs of the playbook, from 1.
    func install(at site: Site, attempt: Int = 1, ended: LogLine?) -> Transition {
        var site = site
        site.installed = true
        return advance(to: .settingUp(site, .installing(attempt: attempt)), ended: ended)
    }

    func published(_ result: PublishedAddress, at site: Site) -> Transition {
        var site = site
        if result == .published { site.hasRecord = true }
        let line =
            switch result {
            case .published:
                LogLine(.info, "\(context.hostName) leads to \(site.address ?? "").")
            case .zoneMissing:
                LogLine(
                    .warning,
                    "No DNS zone in the account contains \(context.hostName). Create an A record for it by hand that points to \(site.address ?? "the host").",
                    data: ["record": .string(context.hostName), "type": "A", "value": .string(site.address ?? "")]
                )
            }
        return pastDuplicates(at: site, ended: line)
    }

    func verified(_ health: [ServiceHealth], at site: Site) -> Transition {
        let expected = ExpectedService.all(of: context.workspace.features, ports: site.block.ports)
        if let complaint = HealthReport(health, expected: expected).complaint {
            return retry(
                EffectFailure(.transient(retryAfter: nil), complaint),
                in: .settingUp(site, .verifying)
            )
        }
        var projection = ProjectionChange(provisioning: provisioning(of: site))
        projection.status = WorkspaceStatus.active.rawValue
        projection.ipAddress = site.address
        projection.instanceURL = "https://\(context.hostName)"
        projection.setsProvisionedAt = context.kind == .provision
        let services = health.map { service in
            JSONValue.object([
                "service": .string(service.service), "port": service.port.map { .integer(Int64($0)) } ?? .null,
            ])
        }
        return finish(
            .succeeded,
            log: LogLine(
                .info,
                "The workspace is active at https://\(context.hostName); every service answers.",
                data: ["services": .array(services)]
            ),
            projection: projection
        )
    }

    /// Listening ports whose process is not in a unit of this workspace; after a retry, the workspace's own Redis may
    /// be listening.
    private func foreignPorts(_ facts: HostFacts) -> Set<Port> {
        let slice = ["moorage.slice", "moorage-\(context.workspace.id).slice"]
        return Set(facts.listeners.filter { !$0.isInside(slice) }.map(\.port))
    }
}

extension ProjectionChange {
    init(provisioning: JSONValue) {
        self.init()
        self.provisioning = provisioning
    }
}
