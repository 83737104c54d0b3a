import PortAllocator
import Providers
import Services
import Workspaces

extension OperationStateMachine {
    /// The way from a request to an active workspace.
    func provision(from state: OperationState, on event: OperationEvent) throws(IllegalTransition) -> Transition {
        switch state {
        case .accepted:
            if case .started = event { return begin() }
        case .planningServer:
            if case .serverPlanned(let plan) = event { return planned(plan) }
        case .intendingServer:
            if case .serverIntended(let site) = event { return intended(site) }
            if case .portsExhausted = event { return portsExhausted(state) }
        case .placing:
            if case .placed(let site) = event { return placed(site) }
            if case .noHost(let reason) = event { return waitForHost(reason) }
            if case .portsExhausted = event { return portsExhausted(state) }
        case .preparingServer(let site):
            if case .serverPrepared = event { return prepared(site) }
        case .creatingServer(let site):
            if case .serverCreated(let reference) = event { return created(site, reference) }
        case .resolvingServer(let site):
            if case .serversFound(let servers) = event { return resolved(site, servers) }
        case .awaitingServer(let site):
            if case .serverStatus(let status) = event { return awaited(status, of: site) }
            if case .serverPoweredOn = event { return poweredOn(site) }
        case .replacingServer(let site):
            if case .serversFound(let servers) = event { return replaced(site, servers) }
            // The answer to what earlier versions asked for.
            if case .serversDestroyed(let areGone) = event, !areGone { return replaced(site, nil) }
            if case .serversDestroyed = event { return replaced(site, []) }
        case .removingDuplicates(let site):
            if case .serversFound(let servers) = event { return sorted(site, servers) }
        case .connecting(let site):
            if case .connected = event { return connected(site) }
        case .inspecting(let site):
            if case .inspected(let facts) = event { return inspected(facts, at: site) }
        case .movingPorts(let site, _):
            if case .portsMoved(let block) = event { return moved(site, to: block) }
            if case .portsExhausted = event { return portsExhausted(state) }
        case .installing(let site, let attempt):
            if case .installed(let playbooks, let bundle) = event {
                return start(at: site, attempt: attempt, playbooks: playbooks, bundle: bundle)
            }
        case .starting(let site, let run):
            if case .runStarted = event { return started(run, at: site) }
        case .converging(let site, let run):
            if case .runProgressed(let progress) = event { return followed(run, progress, at: site) }
        case .diagnosing(let site, let run):
            if case .inspected(let facts) = event { return diagnosed(run, facts, at: site) }
        case .publishing(let site):
            if case .addressPublished(let result) = event { return published(result, at: site) }
        case .verifying(let site):
            if case .verified(let health) = event { return verified(health, at: site) }
        case .keeping, .stoppingRun, .installingRemoval, .startingRemoval, .removing, .withdrawing, .destroying,
            .releasing, .finished:
            break
        }
        throw IllegalTransition(step: state.step, event: event.name)
    }

    private func portsExhausted(_ state: OperationState) -> Transition {
        abandon(state, because: "Every block of ports on the host is taken.")
    }

    private func begin() -> Transition {
        let workspace = context.workspace
        guard context.kind == .provision else { return beginRepair() }
        switch workspace.deploymentType {
        case .cloud:
            let request = ServerRequest(resources: workspace.resources, region: workspace.region)
            return advance(to: .planningServer, effect: .planServer(request))
        case .bareMetal:
            return advance(to: .placing, effect: .placeOnHost)
        }
    }

    private func planned(_ plan: ServerPlan) -> Transition {
        let line = LogLine(
            .info,
            "Chose a droplet of size \(plan.size) in \(plan.region).",
            data: [
                "size": .string(plan.size), "region": .string(plan.region), "image": .string(plan.image),
                "monthly_cost_cents": .integer(Int64(plan.monthlyCostCents)),
            ]
        )
        return advance(to: .intendingServer(plan), effect: .intendServer(plan), ended: line)
    }

    private func intended(_ site: Site) -> Transition {
        guard let server = site.server else {
            return abandon(.preparingServer(site), because: "The site has no server.")
        }
        let line = LogLine(
            .info,
            "Reserved ports at offset \(site.block.offset) for the droplet \(server.intent.name).",
            data: ["droplet": .string(server.intent.name), "ports": ports(of: site)]
        )
        var transition = advance(
            to: .preparingServer(site),
            effect: .prepareServer(server.intent),
            ended: line
        )
        transition.projection = ProjectionChange(provisioning: provisioning(of: site))
        return transition
    }

    private func placed(_ site: Site) -> Transition {
        let line = LogLine(
            .info,
            "Placed on host \(site.host) with ports at offset \(site.block.offset).",
            data: ["host": .integer(site.host.rawValue), "ports": ports(of: site)]
        )
        var transition = advance(
            to: .connecting(site),
            effect: .connect(site.host, rotatesHostKey: false),
            ended: line
        )
        var projection = ProjectionChange(provisioning: provisioning(of: site))
        projection.status = WorkspaceStatus.provisioning.rawValue
        transition.projection = projection
        return transition
    }

    private func waitForHost(_ reason: String) -> Transition {
        var transition = wait(
            in: .placing,
            effect: .placeOnHost,
            for: .host,
            detail: reason,
            unblock: "It goes on by itself when a host with room is registered: moorage host add ADDRESS "
                + "--fingerprint SHA256:….",
            after: RetryDelay.operatorCheck,
            level: .info
        )
        var projection = ProjectionChange()
        projection.status = WorkspaceStatus.pendingRegistration.rawValue
        transition.projection = projection
        return transition
    }

    private func connected(_ site: Site) -> Transition {
        advance(
            to: .inspecting(site),
            effect: .inspect(site.host),
            ended: LogLine(.info, "Logged in to \(site.address ?? "the host"); its first boot is over.")
        )
    }

    private func inspected(_ facts: HostFacts, at site: Site) -> Transition {
        guard facts.freeDiskMiB >= OperationPolicy.lowestFreeDiskMiB else {
            return waitForDisk(facts, in: .inspecting(site), effect: .inspect(site.host))
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
                to: .movingPorts(site, avoiding: foreign.sorted()),
                effect: .movePorts(site.host, avoiding: foreign.sorted()),
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

    private func moved(_ site: Site, to block: PortBlock) -> Transition {
        var site = site
        site.block = block
        var transition = install(
            at: site,
            ended: LogLine(.info, "Reserved ports at offset \(block.offset).", data: ["ports": ports(of: site)])
        )
        transition.projection = ProjectionChange(provisioning: provisioning(of: site))
        return transition
    }

    /// Uploads everything anew; `attempt` counts the runs of the playbook, from 1.
    func install(at site: Site, attempt: Int = 1, ended: LogLine?) -> Transition {
        var site = site
        site.installed = true
        return advance(to: .installing(site, attempt: attempt), effect: .install(site), ended: ended)
    }

    private func published(_ result: PublishedAddress, at site: Site) -> Transition {
        var site = site
        if result == .published { site.hasRecord = true }
        let line =
            switch result {
            case .published:
                LogLine(.info, "\(context.hostName) leads to \(site.address ?? "").")
            case .zoneMissing:
                LogLine(
                    .warning,
                    "No DNS zone in the account holds \(context.hostName). Make an A record for it by hand that leads "
                        + "to \(site.address ?? "the host").",
                    data: ["record": .string(context.hostName), "type": "A", "value": .string(site.address ?? "")]
                )
            }
        return pastDuplicates(at: site, ended: line)
    }

    private func verified(_ health: [ServiceHealth], at site: Site) -> Transition {
        let expected = ExpectedService.all(of: context.workspace.features, ports: site.block.ports)
        if let complaint = HealthReport(health, expected: expected).complaint {
            return retry(
                EffectFailure(.transient(retryAfter: nil), complaint),
                in: .verifying(site),
                effect: .verify(site.host)
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

    /// Listening ports whose process is not in a unit of this workspace: a retry meets its own Redis.
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
