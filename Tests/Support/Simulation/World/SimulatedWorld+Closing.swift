import Orchestrator
import PortAllocator
import Providers
import Workspaces

/// What must hold when no operation is in progress any more.
extension SimulatedWorld {
    /// Everything has ended, or waits for a host: active workspaces are built, and nothing is left of the others.
    func checkQuiet() {
        guard history.violation == nil else { return }
        for number in database.numbers {
            let picture = database.picture(of: number)
            checkLog(picture.log, number)
            parts.monitor.checkLastWord(of: number, status: picture.status)
            guard picture.operation == nil else { continue }
            switch picture.status {
            case WorkspaceStatus.active.rawValue?: checkBuilt(number, picture)
            default: checkNothingLeft(number, picture)
            }
        }
    }

    /// Everything was torn down.
    func checkGone() {
        guard history.violation == nil else { return }
        for number in database.numbers {
            let picture = database.picture(of: number)
            checkLog(picture.log, number)
            if picture.status != WorkspaceStatus.decommissioned.rawValue {
                broke(.leak, "Its status is \(picture.status ?? "none") in the end.", number)
            }
            checkNothingLeft(number, picture)
        }
        for droplet in parts.cloud.living() where !droplet.isExcused && !droplet.willFail {
            broke(.leak, "The droplet \(droplet.id) \(droplet.name) lives on.", droplet.workspace)
        }
    }

    private func broke(_ rule: Violation.Rule, _ detail: String, _ number: WorkspaceNumber?) {
        history.broke(rule, detail, workspace: number)
    }

    private func checkLog(_ log: [StoredLogLine], _ number: WorkspaceNumber) {
        var last = Timestamp(microseconds: 0)
        for (index, line) in log.enumerated() {
            if line.number != index + 1 { broke(.logGap, "Line \(line.number) follows \(index).", number) }
            if line.at <= last { broke(.logGap, "Line \(line.number) is not later than the one before.", number) }
            last = line.at
        }
    }

    private func checkBuilt(_ number: WorkspaceNumber, _ picture: StoredWorkspace) {
        guard let row = database.site(of: number), let address = row.site.address else {
            return broke(.notBuilt, "It has no address.", number)
        }
        if !parts.machines.isDeployed(row.id, at: address) {
            broke(.notBuilt, "It is not deployed at \(address).", number)
        }
        if picture.ports != row.site.block.ports.values.sorted() {
            broke(.notBuilt, "Its ports are not leased.", number)
        }
        if parts.cloud.isRecordWrong("\(row.id).\(WorldParts.domain)", shouldExist: true) {
            broke(.notBuilt, "It has no DNS record.", number)
        }
        if !picture.hasSecrets { broke(.notBuilt, "Its secrets are not recorded.", number) }
        guard let server = row.site.server else { return }
        let own = parts.cloud.living().filter { $0.workspace == number }
        if !own.contains(where: { String($0.id) == server.reference?.id }) {
            broke(.notBuilt, "Its droplet is gone.", number)
        }
        if own.count(where: { !$0.isExcused && String($0.id) != server.reference?.id }) > 0 {
            broke(.twoDroplets, "A droplet other than its own exists.", number)
        }
    }

    private func checkNothingLeft(_ number: WorkspaceNumber, _ picture: StoredWorkspace) {
        var left: [String] = []
        if picture.hasSite { left.append("a place") }
        if !picture.ports.isEmpty { left.append("ports") }
        if picture.reservedHost != nil { left.append("a reservation") }
        if picture.hostEntries > 0 { left.append("a host entry") }
        if !picture.droplets.isEmpty { left.append("a recorded droplet") }
        if picture.hasSecrets || picture.hostKeys > 0 { left.append("secrets") }
        for droplet in parts.cloud.living()
        where droplet.workspace == number && !droplet.isExcused && !droplet.willFail {
            left.append("the droplet \(droplet.id)")
        }
        if let id = database.publicName(of: number) {
            if parts.cloud.isRecordWrong("\(id).\(WorldParts.domain)", shouldExist: false) {
                left.append("a DNS record")
            }
            for home in parts.machines.homes(of: id) { left.append("itself on \(home)") }
        }
        guard !left.isEmpty else { return }
        broke(.leak, "\(picture.status ?? "no status"), but there is still \(left.joined(separator: ", ")).", number)
    }
}
