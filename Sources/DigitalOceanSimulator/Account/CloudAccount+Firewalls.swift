import FoundationEssentials
import Workspaces

extension CloudAccount {
    func listFirewalls(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        try Page.reply("firewalls", firewalls.map { $0.json(call.now, account: self) }, to: call)
    }

    mutating func createFirewall(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let id = UUID().uuidString.lowercased()
        var firewall = try Firewall(id: id, try call.fields, account: self, now: call.now)
        guard !firewalls.contains(where: { $0.name == firewall.name }) else { throw .conflict("duplicate name") }
        firewall.appliedAt = call.now.addingTimeInterval(timings.actionDuration)
        firewalls.append(firewall)
        return .accepted(["firewall": firewall.json(call.now, account: self)])
    }

    func firewall(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        .ok(["firewall": firewalls[try firewallIndex(call)].json(call.now, account: self)])
    }

    /// Replaces everything: an omitted field is empty afterwards.
    mutating func replaceFirewall(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        let index = try firewallIndex(call)
        var firewall = try Firewall(
            id: firewalls[index].id,
            try call.fields,
            account: self,
            now: firewalls[index].createdAt
        )
        let hasNamesake = firewalls.contains { $0.name == firewall.name && $0.id != firewall.id }
        guard !hasNamesake else { throw .conflict("duplicate name") }
        firewall.appliedAt = call.now.addingTimeInterval(timings.actionDuration)
        firewalls[index] = firewall
        return .ok(["firewall": firewall.json(call.now, account: self)])
    }

    mutating func deleteFirewall(_ call: SimulatorCall) throws(CloudRefusal) -> Reply {
        firewalls.remove(at: try firewallIndex(call))
        return .noContent
    }

    mutating func changeFirewallDroplets(_ call: SimulatorCall, adding: Bool) throws(CloudRefusal) -> Reply {
        try changeFirewall(call) { (firewall, account) throws(CloudRefusal) in
            let ids = try call.fields.integers("droplet_ids")
            guard !ids.isEmpty else { throw .unprocessable("droplet_ids can't be blank.") }
            if adding { try Firewall.check(tags: [], dropletIDs: ids, account: account) }
            firewall.dropletIDs.removeAll { ids.contains($0) }
            if adding { firewall.dropletIDs += ids }
        }
    }

    mutating func changeFirewallTags(_ call: SimulatorCall, adding: Bool) throws(CloudRefusal) -> Reply {
        try changeFirewall(call) { (firewall, account) throws(CloudRefusal) in
            let tags = try call.fields.strings("tags")
            guard !tags.isEmpty else { throw .unprocessable("tags can't be blank.") }
            if adding { try Firewall.check(tags: tags, dropletIDs: [], account: account) }
            firewall.tags.removeAll { tags.contains($0) }
            if adding { firewall.tags += tags }
        }
    }

    mutating func changeFirewallRules(_ call: SimulatorCall, adding: Bool) throws(CloudRefusal) -> Reply {
        try changeFirewall(call) { (firewall, account) throws(CloudRefusal) in
            let rules = try Firewall.rules(try call.fields, account)
            guard !(rules.inbound.isEmpty && rules.outbound.isEmpty) else {
                throw .unprocessable("inbound_rules or outbound_rules must hold a rule.")
            }
            firewall.inbound.removeAll { rules.inbound.contains($0) }
            firewall.outbound.removeAll { rules.outbound.contains($0) }
            if adding {
                firewall.inbound += rules.inbound
                firewall.outbound += rules.outbound
            }
        }
    }

    private mutating func changeFirewall(
        _ call: SimulatorCall,
        _ change: (inout Firewall, CloudAccount) throws(CloudRefusal) -> Void
    ) throws(CloudRefusal) -> Reply {
        let index = try firewallIndex(call)
        var firewall = firewalls[index]
        try change(&firewall, self)
        try firewall.checkCounts()
        firewall.appliedAt = call.now.addingTimeInterval(timings.actionDuration)
        firewalls[index] = firewall
        return .noContent
    }

    private func firewallIndex(_ call: SimulatorCall) throws(CloudRefusal) -> Int {
        let id = try call.text("firewall_id")
        guard let index = firewalls.firstIndex(where: { $0.id == id }) else { throw .notFound }
        return index
    }
}
