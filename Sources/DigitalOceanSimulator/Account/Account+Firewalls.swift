import FoundationEssentials

extension Account {
    func listFirewalls(_ call: Call) throws(APIError) -> Reply {
        try Page.reply("firewalls", firewalls.map { $0.json(call.now, account: self) }, to: call)
    }

    mutating func createFirewall(_ call: Call) throws(APIError) -> Reply {
        let id = UUID().uuidString.lowercased()
        var firewall = try Firewall(id: id, try call.fields, account: self, now: call.now)
        guard !firewalls.contains(where: { $0.name == firewall.name }) else { throw .conflict("duplicate name") }
        firewall.appliedAt = call.now.addingTimeInterval(timings.actionDuration)
        firewalls.append(firewall)
        return .accepted(["firewall": firewall.json(call.now, account: self)])
    }

    func firewall(_ call: Call) throws(APIError) -> Reply {
        .ok(["firewall": firewalls[try firewallIndex(call)].json(call.now, account: self)])
    }

    /// Replaces everything: a field that is not sent is empty afterwards.
    mutating func replaceFirewall(_ call: Call) throws(APIError) -> Reply {
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

    mutating func deleteFirewall(_ call: Call) throws(APIError) -> Reply {
        firewalls.remove(at: try firewallIndex(call))
        return .noContent
    }

    mutating func changeFirewallDroplets(_ call: Call, adding: Bool) throws(APIError) -> Reply {
        try changeFirewall(call) { (firewall, account) throws(APIError) in
            let ids = try call.fields.integers("droplet_ids")
            guard !ids.isEmpty else { throw .unprocessable("droplet_ids can't be blank.") }
            if adding { try Firewall.check(tags: [], dropletIDs: ids, account: account) }
            firewall.dropletIDs.removeAll { ids.contains($0) }
            if adding { firewall.dropletIDs += ids }
        }
    }

    mutating func changeFirewallTags(_ call: Call, adding: Bool) throws(APIError) -> Reply {
        try changeFirewall(call) { (firewall, account) throws(APIError) in
            let tags = try call.fields.strings("tags")
            guard !tags.isEmpty else { throw .unprocessable("tags can't be blank.") }
            if adding { try Firewall.check(tags: tags, dropletIDs: [], account: account) }
            firewall.tags.removeAll { tags.contains($0) }
            if adding { firewall.tags += tags }
        }
    }

    mutating func changeFirewallRules(_ call: Call, adding: Bool) throws(APIError) -> Reply {
        try changeFirewall(call) { (firewall, account) throws(APIError) in
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
        _ call: Call,
        _ change: (inout Firewall, Account) throws(APIError) -> Void
    ) throws(APIError) -> Reply {
        let index = try firewallIndex(call)
        var firewall = firewalls[index]
        try change(&firewall, self)
        try firewall.checkCounts()
        firewall.appliedAt = call.now.addingTimeInterval(timings.actionDuration)
        firewalls[index] = firewall
        return .noContent
    }

    private func firewallIndex(_ call: Call) throws(APIError) -> Int {
        let id = try call.text("firewall_id")
        guard let index = firewalls.firstIndex(where: { $0.id == id }) else { throw .notFound }
        return index
    }
}
