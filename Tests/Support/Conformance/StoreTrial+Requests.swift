import Orchestrator
import Providers
import Workspaces

extension StoreTrial {
    func aRenewalTellsOfACancel() async throws {
        var operation = try await begin("wsaaaaa")
        try await send(.started, to: &operation)
        let before = try await store().renewLeases(Self.longLease, of: [operation.holder])
        try expect(before.map(\.isCancelPending) == [false], "nothing is requested yet")
        try await ask(.cancel, for: operation.workspace.number)
        let asked = try await store().renewLeases(Self.longLease, of: [operation.holder])
        try expect(asked.map(\.isCancelPending) == [true], "the renewal reports the request")
        try await send(.cancelRequested, to: &operation)
        let told = try await store().renewLeases(Self.longLease, of: [operation.holder])
        try expect(told.map(\.isCancelPending) == [false], "the state machine was told")
        try expect(told.count == 1, "the lease is still held")
    }

    func aCancelEndsARest() async throws {
        var operation = try await begin("wsaaaaa")
        try await send(.started, to: &operation)
        try await send(.failed(EffectFailure(.waitForBudget(.seconds(300)), "No room.")), to: &operation)
        try expect(try await store().claim(limit: 1, lease: .zero).isEmpty, "it rests")
        try await ask(.cancel, for: operation.workspace.number)
        let next = try await claim("second")
        try expect(next.isCancelPending, "it is due at once, and knows why")
        try expect(!next.wasCutOff, "nothing was cut off")
    }

    func oneOperationAtATime() async throws {
        let operation = try await begin("wsaaaaa")
        let number = operation.workspace.number
        try await ask(.provision, for: number)
        try await ask(.provision, for: number)
        let picture = try await subject.picture(of: number)
        try expect(picture.operation?.id == operation.holder.operation, "the operation in progress is the only one")
        try expect(picture.generation == 1, "it is not built again")
        try expect(try await store().claim(limit: 9, lease: .zero).isEmpty, "nothing else is due")
    }

    func aTeardownStopsTheProvisionFirst() async throws {
        var operation = try await begin("wsaaaaa")
        let number = operation.workspace.number
        try await ask(.decommission, for: number)
        let asked = try await subject.picture(of: number)
        try expect(asked.operation?.kind == .provision, "the provision continues")
        try expect(asked.operation?.isCancelPending == true, "it is asked to stop")
        try expect(asked.requests == 1, "the teardown waits for its end")
        try expect(try await store().takeRequests(limit: 10) == 0, "and is not taken before")
        try await cancel(&operation)
        try expect(try await store().pendingWork().hasRequests, "now it is ready")
        try expect(try await store().takeRequests(limit: 10) == 1, "and taken")
        let picture = try await subject.picture(of: number)
        try expect(picture.status == "decommissioned", "nothing of it existed, so it is decommissioned")
        try expect(picture.outcomes == [.cancelled], "the provision was cancelled")
    }

    func aDeletionOutlivesTheCancelOfATeardown() async throws {
        var operation = try await begin("wsaaaaa")
        let number = operation.workspace.number
        try await activate(&operation)
        try await ask(.decommission, for: number)
        try await ask(.cancel, for: number)
        try await ask(.delete, for: number)
        var teardown = try await claim()
        try expect(teardown.kind == .decommission && teardown.isCancelPending, "the teardown is asked to stop")
        try await send(.cancelRequested, to: &teardown)
        try expect(try await subject.picture(of: number).status == "active", "it has stopped in time")
        try expect(try await store().takeRequests(limit: 10) == 1, "but the row is gone since")
        try expect(try await claim().kind == .decommission, "so the workspace is decommissioned")
    }

    func aDecommissionCallsOffARetry() async throws {
        var operation = try await begin("wsaaaaa")
        let number = operation.workspace.number
        try await send(.cancelRequested, to: &operation)
        for request in [ClientRequest.provision, .provision, .decommission] { try await ask(request, for: number) }
        let picture = try await subject.picture(of: number)
        try expect(picture.requests == 1, "only the decommission waits")
        try expect(
            picture.log.suffix(2).first?.line.message == "The waiting provision is called off.",
            "the log says that the retries do not"
        )
        try await cancel(&operation)
        try expect(try await store().takeRequests(limit: 10) == 1, "it is taken")
        try expect(try await subject.picture(of: number).status == "decommissioned", "the last request counts")
    }

    func aRetryFollowsADecommission() async throws {
        var operation = try await begin("wsaaaaa")
        let number = operation.workspace.number
        for request in [ClientRequest.decommission, .provision] { try await ask(request, for: number) }
        try expect(try await subject.picture(of: number).requests == 2, "both wait")
        try await cancel(&operation)
        try expect(try await store().takeRequests(limit: 10) == 2, "both are taken")
        let picture = try await subject.picture(of: number)
        try expect(picture.operation?.kind == .provision && picture.generation == 2, "the last request counts")
    }

    func retriesUnderANewGeneration() async throws {
        var operation = try await begin("wsaaaaa")
        let number = operation.workspace.number
        try await intend(&operation)
        try await cancel(&operation)
        let failed = try await subject.picture(of: number)
        try expect(failed.status == "failed" && failed.generation == 1, "the first build has failed")
        try await ask(.provision, for: number)
        let picture = try await subject.picture(of: number)
        try expect(picture.status == "provisioning" && picture.generation == 2, "the second is in progress")
        var second = try await claim()
        try expect(second.generation.rawValue == 2 && second.knownSite == nil, "with nothing of the first")
        try expect(second.state == .accepted && second.sequence == 0, "from the beginning")
        try await intend(&second)
        try expect(try await subject.picture(of: number).droplets.count == 1, "with one droplet intended")
    }

    func whatIsFinishedIsFinal() async throws {
        var operation = try await begin("wsaaaaa")
        let number = operation.workspace.number
        try await intend(&operation)
        let open = operation
        try await cancel(&operation)
        let ended = try await subject.picture(of: number)
        try expect(ended.operation == nil && ended.outcomes == [.cancelled], "it has ended")
        let store = try await store()
        let late = try commit(on: .cancelRequested, for: open)
        try await expectFenced("a commit after the end") { try await store.commit(late) }
        try await expectFenced("a release after the end") { try await store.releaseSite(of: open) }
        try await store.release(open.holder)
        try expect(try await store.renewLeases(Self.longLease, of: [open.holder]).isEmpty, "nothing is renewed")
        try await ask(.cancel, for: number)
        let after = try await subject.picture(of: number)
        try expect(after.outcomes == [.cancelled] && after.operation == nil, "the end stands")
        try expect(after.status == ended.status, "and so does the status")
    }

    func numbersTheLogWithoutGaps() async throws {
        var operation = try await begin("wsaaaaa")
        try await intend(&operation)
        try await ask(.cancel, for: operation.workspace.number)
        try await cancel(&operation)
        let log = try await subject.picture(of: operation.workspace.number).log
        try expect(log.map(\.number) == Array(1...max(log.count, 1)), "the numbers have no gap")
        try expect(log.count > 5, "each transition has said something")
        let isOrdered = zip(log, log.dropFirst()).allSatisfy { $0.at < $1.at }
        try expect(isOrdered, "each line is later than the one before")
        try expect(log.first?.line.message.hasPrefix("Accepted") == true, "the first line is the first event")
        try expect(log.last?.line.message.contains("cancelled") == true, "the last line is the last event")
    }

    func saysWhenThereIsWork() async throws {
        let idle = try await store().pendingWork()
        try expect(idle == PendingWork(hasRequests: false, nextOperationIn: nil), "there is nothing to do")
        let number = try await subject.insert(try required(WorkspaceID("wsaaaaa"), "an id"), .cloud, Self.small)
        try expect(try await store().pendingWork().hasRequests, "a request waits")
        try expect(try await store().takeRequests(limit: 10) == 1, "it is taken once")
        try expect(try await store("second").takeRequests(limit: 10) == 0, "and not again")
        let due = try await store().pendingWork()
        try expect(due == PendingWork(hasRequests: false, nextOperationIn: .zero), "an operation is due")
        var operation = try await claim(lease: .seconds(300))
        let held = try required(try await store().pendingWork().nextOperationIn, "an operation is held")
        try expect(held > .seconds(200), "nothing is due before its lease ends")
        try await cancel(&operation)
        try expect(try await store().pendingWork().nextOperationIn == nil, "nothing is left")
        try expect(try await subject.picture(of: number).outcomes == [.cancelled], "it has ended")
    }
}
