import Orchestrator
import Providers
import SSH
import Workspaces

extension StoreTrial {
    func claimsTheOldestFirst() async throws {
        for id in ["wsaaaaa", "wsbbbbb", "wsccccc"] { try await accept(id) }
        let two = try await store().claim(limit: 2, lease: Self.longLease)
        try expect(two.map(\.workspace.id.rawValue).sorted() == ["wsaaaaa", "wsbbbbb"], "the two oldest are claimed")
        let third = try await claim("second")
        try expect(third.workspace.id.rawValue == "wsccccc", "the third is claimed by the other")
        try expect(two.allSatisfy { $0.holder.epoch < third.holder.epoch }, "epochs come from one sequence")
        try expect(Set(two.map(\.holder.epoch)).count == 2, "each claim has its own epoch")
        try expect(try await store().claim(limit: 9, lease: Self.longLease).isEmpty, "what is held is not claimed")
    }

    func claimsTeardownsBeforeProvisions() async throws {
        var operation = try await begin("wsaaaaa")
        try await activate(&operation)
        try await accept("wsbbbbb")
        try await ask(.decommission, for: operation.workspace.number)
        let first = try await claim()
        try expect(first.kind == .decommission, "the teardown is claimed first")
        try expect(first.knownSite != nil, "the teardown knows what to remove")
        try expect(try await claim().kind == .provision, "the provision is claimed next")
    }

    func refusesEachWriteOfAnOlderClaim() async throws {
        try await accept("wsaaaaa")
        let host = try await subject.addHost(address: "192.0.2.9", capacity: Self.small)
        let late = try await claim(lease: .zero)
        let current = try await claim("second")
        try expect(late.holder.epoch < current.holder.epoch, "the epoch has grown")
        try expect(current.wasCutOff && !late.wasCutOff, "only the second knows of a first")
        let before = try await subject.picture(of: late.workspace.number)
        try await refusesCommits(of: late)
        try await refusesPlaces(of: late, on: host)
        try await refusesKeys(of: late, on: host)
        try expect(try await subject.picture(of: late.workspace.number) == before, "nothing has changed")
    }

    private func refusesCommits(of late: ClaimedOperation) async throws {
        let store = try await store()
        let commit = try commit(on: .started, for: late)
        try await expectFenced("a commit") { try await store.commit(commit) }
        try await expectFenced("a set-aside") {
            try await store.setAside(late.holder, workspace: late.workspace.number, because: "x", for: .seconds(1))
        }
    }

    private func refusesPlaces(of late: ClaimedOperation, on host: HostID) async throws {
        let store = try await store()
        let draft = draft(late.workspace.id).0
        try await expectFenced("an intent") { _ = try await store.intendServer(draft, for: late) }
        try await expectFenced("a placement") { _ = try await store.place(late) }
        try await expectFenced("a move") { _ = try await store.movePorts(on: host, avoiding: [], for: late) }
        try await expectFenced("a release of the site") { try await store.releaseSite(of: late) }
    }

    private func refusesKeys(of late: ClaimedOperation, on host: HostID) async throws {
        let store = try await store()
        let key = SSHKeyPair.generate(comment: "next")
        try await expectFenced("a host key") {
            try await store.saveNextHostKey(
                Secret(key.privateKey.reveal()),
                pin: key.publicKey.pin,
                of: host,
                holder: late.holder
            )
        }
        try await expectFenced("a promotion") {
            try await store.promoteHostKey(key.publicKey.pin, of: host, holder: late.holder)
        }
        try await expectFenced("a secret") {
            _ = try await store.workspaceSecrets(
                of: late.workspace.number,
                holder: late.holder,
                mint: Secret([1, 2, 3])
            )
        }
    }

    func anOlderClaimNeitherRenewsNorReleases() async throws {
        try await accept("wsaaaaa")
        let late = try await claim(lease: .zero)
        let current = try await claim("second")
        let renewed = try await store().renewLeases(Self.longLease, of: [late.holder])
        try expect(renewed.isEmpty, "the first renews nothing")
        try await store().release(late.holder)
        let operation = try await subject.picture(of: late.workspace.number).operation
        try expect(operation?.leaseOwner == "second", "the second still holds it")
        try expect(operation?.epoch == current.holder.epoch, "under its epoch")
        let mine = try await store("second").renewLeases(Self.longLease, of: [current.holder, late.holder])
        try expect(mine.map(\.holder) == [current.holder], "the second renews its own")
    }

    func aCommitSentTwiceCountsOnce() async throws {
        let operation = try await begin("wsaaaaa")
        let commit = try commit(on: .started, for: operation)
        try await store().commit(commit)
        let once = try await subject.picture(of: operation.workspace.number)
        try await store().commit(commit)
        let twice = try await subject.picture(of: operation.workspace.number)
        try expect(once == twice, "the second sending changes nothing")
        try expect(once.operation?.sequence == 1, "one transition is recorded")
    }

    func aLeaseThatRunsOutIsTakenOver() async throws {
        var operation = try await begin("wsaaaaa")
        try await send(.started, to: &operation)
        try expect(try await store("second").claim(limit: 1, lease: .zero).isEmpty, "a live lease is respected")
        try expect(
            try await store().renewLeases(.zero, of: [operation.holder]).count == 1,
            "the holder may shorten its lease"
        )
        let next = try await claim("second")
        try expect(next.wasCutOff, "the second knows that it was cut off")
        try expect(next.state == operation.state && next.effect == operation.effect, "and continues in the same step")
        try expect(next.sequence == 1, "after the same transition")
    }

    func aReleasedLeaseIsFreeAtOnce() async throws {
        let operation = try await begin("wsaaaaa")
        try await store().release(operation.holder)
        try await store().release(operation.holder)
        let next = try await claim("second")
        try expect(!next.wasCutOff, "nothing was cut off")
        try expect(operation.holder.epoch < next.holder.epoch, "under a new epoch")
        let late = try commit(on: .started, for: operation)
        try await expectFenced("the old holder's commit") { try await store().commit(late) }
    }

    func aDelayedOperationRests() async throws {
        var operation = try await begin("wsaaaaa")
        try await send(.started, to: &operation)
        let failure = EffectFailure(.transient(retryAfter: .seconds(300)), "It went wrong.")
        try await send(.failed(failure), to: &operation)
        let picture = try await subject.picture(of: operation.workspace.number)
        try expect(picture.operation?.leaseOwner == nil, "the lease is given up")
        try expect(picture.operation?.waitsFor == .retry, "its wait is described")
        try expect(try await store().claim(limit: 1, lease: .zero).isEmpty, "it is not claimed before its time")
        let pending = try await store().pendingWork()
        let wait = try required(pending.nextOperationIn, "something waits")
        try expect(wait > .seconds(200) && wait <= .seconds(300), "for the requested time")
    }

    func whatIsSetAsideRests() async throws {
        let operation = try await begin("wsaaaaa")
        let lines = try await subject.picture(of: operation.workspace.number).log.count
        try await store().setAside(
            operation.holder,
            workspace: operation.workspace.number,
            because: "a reason",
            for: .seconds(300)
        )
        let picture = try await subject.picture(of: operation.workspace.number)
        try expect(picture.operation?.leaseOwner == nil, "the lease is given up")
        try expect(picture.operation?.waitsFor == .retry, "its wait is described")
        try expect(picture.log.count == lines + 1, "the log says so")
        try expect(picture.log.last?.line.message.contains("a reason") == true, "and why")
        try expect(try await store().claim(limit: 1, lease: .zero).isEmpty, "it is not claimed before its time")
    }
}
