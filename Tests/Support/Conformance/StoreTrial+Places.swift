import Orchestrator
import PortAllocator
import Providers
import SSH
import Workspaces

extension StoreTrial {
    private func bareMetal(_ id: String) async throws -> ClaimedOperation {
        try await begin(id, .bareMetal)
    }

    func placesUntilHostsAreFull() async throws {
        let host = try await subject.addHost(
            address: "192.0.2.9",
            capacity: Resources(vcpu: 4, ramGB: 8, storageGB: 500)
        )
        var first = try await bareMetal("wsaaaaa")
        var second = try await bareMetal("wsbbbbb")
        try expect(try await place(&first).host == host, "the first fits")
        try expect(try await place(&second).host == host, "the second fits")
        var third = try await bareMetal("wsccccc")
        try await send(.started, to: &third)
        guard case .noHost(let reason) = try await store().place(third) else {
            throw ConformanceFailure(description: "expected: the third does not fit")
        }
        try expect(reason.contains("None of 1 hosts"), "the reason says so: \(reason)")
        try await cancel(&first)
        guard case .placed(let site) = try await store().place(third) else {
            throw ConformanceFailure(description: "expected: there is room again")
        }
        try expect(site.host == host, "where the first was")
    }

    func placesOnTheFullestThatFits() async throws {
        _ = try await subject.addHost(
            address: "192.0.2.9",
            capacity: Resources(vcpu: 4, ramGB: 64, storageGB: 500)
        )
        let tight = try await subject.addHost(
            address: "192.0.2.10",
            capacity: Resources(vcpu: 4, ramGB: 6, storageGB: 500)
        )
        var first = try await bareMetal("wsaaaaa")
        try expect(try await place(&first).host == tight, "the tight one is filled first")
        var second = try await bareMetal("wsbbbbb")
        try expect(try await place(&second).host != tight, "then the other")
    }

    func placesNothingOnADrainingHost() async throws {
        let host = try await subject.addHost(address: "192.0.2.9", capacity: Self.small)
        try await subject.drain(host)
        var operation = try await bareMetal("wsaaaaa")
        try await send(.started, to: &operation)
        guard case .noHost(let reason) = try await store().place(operation) else {
            throw ConformanceFailure(description: "expected: no host is ready")
        }
        try expect(reason.contains("draining"), "the reason says so: \(reason)")
        try await send(.noHost(reason: reason), to: &operation)
        let waiting = try await subject.picture(of: operation.workspace.number)
        try expect(waiting.operation?.waitsFor == .host, "it waits for a host")
        try expect(waiting.status == "pending_registration", "and its status says so")
        _ = try await subject.addHost(address: "192.0.2.10", capacity: Self.small)
        try expect(try await claim().state == .building(.placing), "a new host wakes it at once")
    }

    func placingTwiceReservesOnce() async throws {
        _ = try await subject.addHost(address: "192.0.2.9", capacity: Self.small)
        var operation = try await bareMetal("wsaaaaa")
        try await send(.started, to: &operation)
        let first = try await store().place(operation)
        let second = try await store().place(operation)
        try expect(first == second, "the same place is given")
        try expect(try await subject.picture(of: operation.workspace.number).ports.count == 5, "with one block")
    }

    /// Two ids that prefer the same block.
    private func rivals() throws -> (String, String) {
        var seen: [PortOffset: String] = [:]
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        for first in letters {
            for second in letters {
                for third in letters {
                    let text = "wsaa\(first)\(second)\(third)"
                    let offset = PortOffset.preferred(for: try required(WorkspaceID(text), "an id"))
                    if let other = seen[offset] { return (other, text) }
                    seen[offset] = text
                }
            }
        }
        throw ConformanceFailure(description: "expected: two of 17,576 ids prefer one of 1,000 blocks")
    }

    func neverLeasesAPortTwice() async throws {
        _ = try await subject.addHost(
            address: "192.0.2.9",
            capacity: Resources(vcpu: 4, ramGB: 64, storageGB: 500)
        )
        let ids = try rivals()
        var first = try await bareMetal(ids.0)
        var second = try await bareMetal(ids.1)
        let sites = (try await place(&first), try await place(&second))
        try expect(sites.0.host == sites.1.host, "both are on one host")
        let ports = (Set(sites.0.block.ports.values), Set(sites.1.block.ports.values))
        try expect(ports.0.isDisjoint(with: ports.1), "no port is shared")
        let picture = try await subject.picture(of: second.workspace.number)
        try expect(Set(picture.ports) == ports.1, "what is recorded is what was given")
        var cloud = try await begin("wscloud")
        let site = try await intend(&cloud)
        let preferred = PortBlockAllocator().preferredBlock(for: cloud.workspace.id)
        try expect(site.block == preferred, "a machine of its own has the preferred block")
    }

    func movesPorts() async throws {
        _ = try await subject.addHost(address: "192.0.2.9", capacity: Self.small)
        var operation = try await bareMetal("wsaaaaa")
        let site = try await place(&operation)
        let foreign = Set(site.block.ports.values.sorted().prefix(1))
        let moved = try required(
            try await store().movePorts(on: site.host, avoiding: foreign, for: operation),
            "another block"
        )
        try expect(foreign.isDisjoint(with: moved.ports.values), "it avoids what is taken")
        let again = try await store().movePorts(on: site.host, avoiding: foreign, for: operation)
        try expect(again == moved, "asked again, it is the same block")
        let picture = try await subject.picture(of: operation.workspace.number)
        try expect(picture.ports == moved.ports.values.sorted(), "only the new block is leased")
        try expect(picture.portHost == site.host, "on the same host")
    }

    func releasingTwiceIsReleasingOnce() async throws {
        var operation = try await begin("wsaaaaa")
        try await intend(&operation)
        _ = try await store().workspaceSecrets(
            of: operation.workspace.number,
            holder: operation.holder,
            mint: Secret([1, 2, 3])
        )
        let built = try await subject.picture(of: operation.workspace.number)
        try expect(built.hostEntries == 1 && built.hostKeys == 1 && built.hasSecrets, "all of it exists")
        try expect(built.ports.count == 5 && built.droplets.count == 1, "ports and intent too")
        try await store().releaseSite(of: operation)
        let once = try await subject.picture(of: operation.workspace.number)
        try await store().releaseSite(of: operation)
        let twice = try await subject.picture(of: operation.workspace.number)
        try expect(once == twice, "the second release changes nothing")
        try expect(once.hostEntries == 0 && once.hostKeys == 0 && !once.hasSecrets, "nothing is left")
        try expect(once.ports.isEmpty && once.droplets.isEmpty, "ports and intent neither")
    }

    func recordsSecretsOnce() async throws {
        let operation = try await begin("wsaaaaa")
        let number = operation.workspace.number
        let store = try await store()
        try expect(try await store.secret(.workspace, of: number.rawValue) == nil, "none is recorded")
        let first = try await store.workspaceSecrets(of: number, holder: operation.holder, mint: Secret([1]))
        let second = try await store.workspaceSecrets(of: number, holder: operation.holder, mint: Secret([2]))
        try expect(first.reveal() == [1] && second.reveal() == [1], "the first ones stand")
        let read = try await store.secret(.workspace, of: number.rawValue)
        try expect(read?.reveal() == [1], "and are read back")
    }

    func intendsAServerOnce() async throws {
        var operation = try await begin("wsaaaaa")
        try await send(.started, to: &operation)
        try await send(.serverPlanned(Self.plan), to: &operation)
        let (draft, _) = draft(operation.workspace.id)
        let (other, _) = self.draft(operation.workspace.id, nonce: "bbbbbb")
        let first = try await store().intendServer(draft, for: operation)
        let second = try await store().intendServer(other, for: operation)
        try expect(first != nil && first == second, "the first intent stands")
        let picture = try await subject.picture(of: operation.workspace.number)
        try expect(picture.droplets == [draft.intent.name], "one droplet is intended")
        try expect(picture.hostEntries == 1, "with one host entry")
    }

    func replacesAHostKey() async throws {
        var operation = try await begin("wsaaaaa")
        try await send(.started, to: &operation)
        try await send(.serverPlanned(Self.plan), to: &operation)
        let (draft, key) = draft(operation.workspace.id)
        let store = try await store()
        let site = try required(try await store.intendServer(draft, for: operation), "a site")
        let first = try await store.host(site.host)
        try expect(first.hasFirstKey && first.pin == key.publicKey.pin, "the first key is pinned")
        try expect(first.nextPin == nil && first.address == nil, "and nothing else is known")
        let recorded = try await store.secret(.hostKey, of: site.host.rawValue)
        try expect(recorded?.reveal() == Array(key.privateKey.reveal().utf8), "its private half is recorded")
        let next = SSHKeyPair.generate(comment: "next")
        try await store.saveNextHostKey(
            Secret(next.privateKey.reveal()),
            pin: next.publicKey.pin,
            of: site.host,
            holder: operation.holder
        )
        let both = try await store.host(site.host)
        try expect(both.pin == key.publicKey.pin && both.nextPin == next.publicKey.pin, "both are accepted")
        let late = SSHKeyPair.generate(comment: "late")
        try await store.saveNextHostKey(
            Secret(late.privateKey.reveal()),
            pin: late.publicKey.pin,
            of: site.host,
            holder: operation.holder
        )
        let stored = try await store.secret(.nextHostKey, of: site.host.rawValue)
        try expect(stored?.reveal() == Array(next.privateKey.reveal().utf8), "the next one that is recorded stands")
        try await store.promoteHostKey(late.publicKey.pin, of: site.host, holder: operation.holder)
        let unmoved = try await store.host(site.host)
        try expect(
            unmoved.pin == both.pin && unmoved.nextPin == both.nextPin,
            "a key other than the next one is not promoted"
        )
        try await store.promoteHostKey(next.publicKey.pin, of: site.host, holder: operation.holder)
        try await store.promoteHostKey(next.publicKey.pin, of: site.host, holder: operation.holder)
        try await store.saveNextHostKey(
            Secret(late.privateKey.reveal()),
            pin: late.publicKey.pin,
            of: site.host,
            holder: operation.holder
        )
        try await store.promoteHostKey(late.publicKey.pin, of: site.host, holder: operation.holder)
        let last = try await store.host(site.host)
        try expect(last.pin == next.publicKey.pin && last.nextPin == nil && !last.hasFirstKey, "the next one stands")
        try expect(try await subject.picture(of: operation.workspace.number).hostKeys == 0, "no private half is kept")
    }
}
