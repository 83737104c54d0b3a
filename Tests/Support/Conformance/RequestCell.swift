import Orchestrator
import Providers
package import Workspaces

/// One cell of the table of ``RequestDesk``, as a store carries it out.
package struct RequestCell: Sendable, CustomStringConvertible {
    /// The expected effect of the request.
    enum Effect: Equatable {
        case begins
        case removesThenBegins
        case waits
        case stopsAndWaits
        case stops
        case concludes
        case leavesAll
        case refused
    }

    /// The row.
    package let situation: RequestDesk.Situation
    /// The column.
    package let request: WorkspaceRequest

    /// The cells of a row.
    package static func row(_ situation: RequestDesk.Situation) -> [RequestCell] {
        WorkspaceRequest.allCases.map { RequestCell(situation: situation, request: $0) }
    }

    /// The coordinates.
    package var description: String { "\(situation.rawValue), \(request.name)" }

    /// Written by hand, independently of the desk, so that a changed cell is noticed there. A request behind a waiting
    /// one is answered in the situation that the waiting one leads to.
    private static let effects: [RequestDesk.Situation: [Effect]] = [
        // In the order of the columns: provision, repair, decommission, cancel.
        .unknown: [.begins, .refused, .refused, .refused],
        .provisioning: [.refused, .refused, .stopsAndWaits, .stops],
        .compensating: [.waits, .refused, .waits, .leavesAll],
        .kept: [.stopsAndWaits, .refused, .stopsAndWaits, .stops],
        .active: [.refused, .begins, .begins, .refused],
        .serverGone: [.removesThenBegins, .refused, .begins, .refused],
        .repairing: [.refused, .refused, .stopsAndWaits, .stops],
        .repairStopping: [.waits, .refused, .waits, .leavesAll],
        .teardownDelayed: [.waits, .refused, .leavesAll, .stops],
        .teardownCalledOff: [.waits, .refused, .waits, .leavesAll],
        .decommissioning: [.waits, .refused, .leavesAll, .leavesAll],
        .failedWithPlace: [.removesThenBegins, .refused, .begins, .refused],
        .failed: [.begins, .refused, .concludes, .refused],
        .decommissioned: [.begins, .refused, .leavesAll, .refused],
        .requestWaiting: [.refused, .refused, .stopsAndWaits, .stops],
        .teardownWaiting: [.waits, .refused, .leavesAll, .stops],
        .cancelWaiting: [.waits, .refused, .waits, .leavesAll],
    ]

    /// Brings a workspace with the name into the situation, sends the request, and checks what is stored.
    ///
    /// - Throws: ``ConformanceFailure`` if the store behaves differently.
    package func check(_ subject: any StoreConformanceSubject, _ id: String) async throws {
        let trial = StoreTrial(subject: subject)
        guard let column = WorkspaceRequest.allCases.firstIndex(of: request), let row = Self.effects[situation],
            row.count == WorkspaceRequest.allCases.count
        else { throw ConformanceFailure(description: "\(self): no expectation is written down") }
        let number = try await trial.bring(id, to: situation)
        if situation == .unknown, row[column] == .refused {
            return try await refusesTheUnknown(number, trial)
        }
        try await subject.request(ClientRequest(request), for: number)
        if situation.isWaiting { _ = try await trial.store().takeRequests(limit: 1) }
        let before = try await subject.picture(of: number)
        try trial.expect(try await trial.store().takeRequests(limit: 1) == 1, "\(self): the request is answered")
        try check(row[column], before, try await subject.picture(of: number), trial)
    }

    /// Without a workspace there is no log: the database refuses the request immediately, or the request is dropped.
    private func refusesTheUnknown(_ number: WorkspaceNumber, _ trial: StoreTrial) async throws {
        do { try await trial.subject.request(ClientRequest(request), for: number) } catch {}
        _ = try await trial.store().takeRequests(limit: 10)
        try trial.expect(try await trial.subject.picture(of: number) == StoredWorkspace(), "\(self): nothing is stored")
    }

    private func check(
        _ effect: Effect,
        _ before: StoredWorkspace,
        _ after: StoredWorkspace,
        _ trial: StoreTrial
    ) throws {
        let (old, new) = (before.operation, after.operation)
        let requests = before.requests - 1
        let isSame = old?.id == new?.id && before.status == after.status
        let isStopped = new?.isCancelPending == true
        let isUnchanged = isSame && old?.isCancelPending == new?.isCancelPending
        let isNew = new != nil && old == nil && new?.step == .accept && !isStopped
        let isRight =
            switch effect {
            case .begins: isNew && request == .operation(new?.kind ?? .repair) && after.requests == requests
            case .removesThenBegins: isNew && new?.kind == .decommission && after.requests == requests + 1
            case .waits: isUnchanged && after.requests == requests + 1
            case .stopsAndWaits: isSame && isStopped && after.requests == requests + 1
            case .stops: isSame && isStopped && after.requests == requests
            case .concludes: new == nil && after.status == "decommissioned" && after.requests == requests
            case .leavesAll, .refused: isUnchanged && after.requests == requests
            }
        try trial.expect(isRight, "\(self): \(effect), but \(before) became \(after)")
        let line = try trial.required(after.log.last, "\(self): a line").line
        let words = request.name.prefix(1).uppercased() + request.name.dropFirst()
        switch effect {
        case .begins: try trial.expect(line.message.contains("ccepted"), "\(self): \(line.message)")
        case .concludes: try trial.expect(line.message.hasPrefix("The workspace is decommissioned"), line.message)
        case .refused: try trial.expect(line.message.hasPrefix("\(words) refused. "), "\(self): \(line.message)")
        case .removesThenBegins, .waits, .stopsAndWaits, .stops, .leavesAll:
            try trial.expect(line.message.hasPrefix("\(words) requested"), "\(self): \(line.message)")
        }
    }
}

extension RequestDesk.Situation {
    /// Whether another request waits and is answered first.
    fileprivate var isWaiting: Bool { [.requestWaiting, .teardownWaiting, .cancelWaiting].contains(self) }
}

extension StoreTrial {
    /// A workspace in a situation.
    fileprivate func bring(_ id: String, to situation: RequestDesk.Situation) async throws -> WorkspaceNumber {
        let name = try required(WorkspaceID(id), "an id")
        switch situation {
        case .unknown: return try await subject.insertUnasked(name)
        case .requestWaiting: return try await subject.insert(name, .cloud, Self.small)
        case .cancelWaiting:
            let number = try await accept(id)
            try await subject.request(.cancel, for: number)
            return number
        case .provisioning: return try await accept(id)
        case .compensating: return try await begun(id) { try await undo(&$0) }
        case .kept: return try await begun(id) { try await keep(&$0) }
        case .failed: return try await begun(id) { try await cancel(&$0) }
        case .decommissioned:
            let number = try await begun(id) { try await cancel(&$0) }
            try await ask(.decommission, for: number)
            return number
        case .active, .serverGone, .repairing, .repairStopping, .teardownDelayed, .teardownCalledOff, .decommissioning,
            .failedWithPlace, .teardownWaiting:
            let number = try await begun(id) { try await activate(&$0) }
            try await move(number, to: situation)
            return number
        }
    }

    /// The situations that begin with an active workspace.
    private func move(_ number: WorkspaceNumber, to situation: RequestDesk.Situation) async throws {
        switch situation {
        case .serverGone: try await subject.noteServerGone(number)
        case .repairing: try await ask(.repair, for: number)
        case .repairStopping:
            try await ask(.repair, for: number)
            try await ask(.cancel, for: number)
        case .teardownDelayed: try await ask(.decommission, for: number)
        case .teardownCalledOff:
            try await ask(.decommission, for: number)
            try await ask(.cancel, for: number)
        case .decommissioning:
            try await ask(.decommission, for: number)
            var teardown = try await claim(of: number)
            try await send(.started, to: &teardown)
        case .failedWithPlace: try await subject.setStatus(.failed, of: number)
        case .teardownWaiting: try await subject.request(.decommission, for: number)
        case .unknown, .provisioning, .compensating, .kept, .active, .failed, .decommissioned, .requestWaiting,
            .cancelWaiting:
            break
        }
    }

    private func begun(
        _ id: String,
        _ body: (inout ClaimedOperation) async throws -> Void
    ) async throws -> WorkspaceNumber {
        var operation = try await claim(of: try await accept(id))
        try await body(&operation)
        return operation.workspace.number
    }

    private func claim(of number: WorkspaceNumber) async throws -> ClaimedOperation {
        let claimed = try await store().claim(limit: 9, lease: Self.longLease)
        return try required(claimed.first { $0.workspace.number == number }, "its operation is due")
    }

    /// A failed provision that is being undone.
    private func undo(_ operation: inout ClaimedOperation) async throws {
        try await intend(&operation)
        try await send(.failed(EffectFailure(.permanent, "It went wrong.")), to: &operation)
    }

    /// A failed provision whose resources are kept.
    private func keep(_ operation: inout ClaimedOperation) async throws {
        var site = try await intend(&operation)
        site.address = "192.0.2.7"
        operation.workspace.keepForDebuggingHours = 1
        operation.state = .settingUp(site, .connecting)
        try await send(.failed(EffectFailure(.permanent, "It went wrong.")), to: &operation)
        try expect(operation.state.step == .keepForDebugging, "it is kept")
    }
}
