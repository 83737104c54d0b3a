import Orchestrator
import SSH
import Workspaces

/// The actions of people and the mishaps, at the planned times.
extension SimulatedWorld {
    func schedule() {
        let plan = parts.plan
        for (index, at) in plan.hosts.enumerated() { timeline.after(at) { self.addHost(index) } }
        for (index, wanted) in plan.workspaces.enumerated() {
            timeline.after(wanted.at) { self.insert(index, wanted) }
        }
        for wish in plan.wishes { timeline.after(wish.at) { self.ask(wish) } }
        for mishap in plan.mishaps { timeline.after(mishap.at) { self.befall(mishap) } }
        parts.around.onDeath { self.died($0) }
        parts.around.onNotify { self.announce() }
    }

    private func addHost(_ index: Int) {
        let key = timeline.draw { parts.around.keys.pairs[$0.below(parts.around.keys.pairs.count)] }
        let address = "203.0.113.\(index + 1)"
        parts.machines.addBareMetal(address, pin: key.publicKey.pin)
        database.addHost(
            address: address,
            port: Port(rawValue: 22),
            pin: key.publicKey.pin,
            // One has capacity for two workspaces, the other for three.
            capacity: Resources(vcpu: 4, ramGB: 8 + 4 * index, storageGB: 500),
            owner: nil
        )
        history.note("operator", .about("registers the host", address))
        announce()
    }

    private func insert(_ index: Int, _ wanted: WorldPlan.Wanted) {
        let number = WorkspaceNumber(rawValue: Int64(index + 1))
        history.note("user", .about("inserts a row,", wanted.type.rawValue), workspace: number)
        database.insert(
            WorkspaceRow(
                number: number,
                workspaceID: WorldPlan.names[index],
                name: "Simulated",
                owner: 1,
                deploymentType: wanted.type.rawValue,
                region: "nyc3",
                vcpu: 2,
                ramGB: 4,
                storageGB: 50,
                tier: "starter",
                configuration: wanted.isKept
                    ? .object(["features": .object(["keep_for_debugging_hours": .integer(1)])]) : nil
            )
        )
        parts.monitor.heard(.provision, of: number)
        announce()
    }

    private func ask(_ wish: WorldPlan.Wish) {
        let number = WorkspaceNumber(rawValue: Int64(wish.workspace + 1))
        history.note("user", .about("asks for", wish.request.rawValue), workspace: number)
        switch wish.request {
        case .decommission where timeline.chance(500_000):
            guard database.setDecommissioned(number) else { return announce() }
        case .provision, .repair, .decommission, .delete, .cancel:
            guard database.request(wish.request, for: number) else { return }
        }
        parts.monitor.heard(wish.request, of: number)
        announce()
    }

    /// A NOTIFY: it comes soon, or not at all.
    func announce() {
        for daemon in daemons where !timeline.chance(100_000) {
            timeline.after(Int64(timeline.below(30_000))) { daemon.ring() }
        }
    }

    private func befall(_ mishap: WorldPlan.Mishap) {
        let daemon = daemons[mishap.daemon]
        guard let link = daemon.link else { return }
        switch mishap.kind {
        case .kill: parts.around.kill(link)
        case .drain: daemon.drain()
        case .pause(let duration): parts.around.pause(link, for: duration)
        case .storeAway(let duration):
            history.note("store", .numbered("is away, for seconds:", duration / 1_000_000))
            parts.around.takeStoreAway(for: duration)
        case .reboot:
            let addresses = parts.machines.addresses
            guard !addresses.isEmpty else { return }
            parts.machines.reboot(timeline.draw { $0.pick(addresses) })
        case .fullDisk(let duration): fillDisk(for: duration)
        }
    }

    private func fillDisk(for duration: Int64) {
        let addresses = parts.machines.addresses
        guard !addresses.isEmpty else { return }
        let address = timeline.draw { $0.pick(addresses) }
        history.note("machine", .about("has a full disk:", address))
        _ = parts.machines.at(address) { $0.isDiskFull = true }
        timeline.after(duration) { _ = self.parts.machines.at(address) { $0.isDiskFull = false } }
    }

    /// A daemon died; something starts it again.
    private func died(_ link: DaemonLink) {
        parts.monitor.count { $0.deaths += 1 }
        let delay = 500_000 + Int64(timeline.below(20_000_000))
        for daemon in daemons where daemon.link === link { daemon.died(link, restartAfter: delay) }
    }
}
