import Foundation
import Testing
import Workspaces

@Suite("What may be asked when")
struct RequestDeskTests {
    private typealias Situation = RequestDesk.Situation

    private static func known(
        _ kind: OperationKind,
        _ step: OperationStep,
        isAskedToStop: Bool = false,
        status: WorkspaceStatus = .provisioning
    ) -> KnownWorkspace {
        let operation = KnownWorkspace.Operation(
            id: OperationID(rawValue: 7),
            kind: kind,
            step: step,
            isAskedToStop: isAskedToStop
        )
        return KnownWorkspace(status: status, hasSite: kind != .provision, operation: operation)
    }

    /// Known facts, and the row that they lead to.
    private static let rows: [(KnownWorkspace, Situation)] = [
        (KnownWorkspace(status: nil), .unknown),
        (known(.provision, .accept), .provisioning),
        (known(.provision, .place, status: .pendingRegistration), .provisioning),
        (known(.provision, .converge), .provisioning),
        (known(.provision, .converge, isAskedToStop: true), .compensating),
        (known(.provision, .destroyServer, status: .compensating), .compensating),
        (known(.provision, .keepForDebugging, status: .failed), .kept),
        (known(.provision, .keepForDebugging, isAskedToStop: true, status: .failed), .compensating),
        (KnownWorkspace(status: .active, hasSite: true), .active),
        (KnownWorkspace(status: .active, hasSite: true, isServerGone: true), .serverGone),
        (KnownWorkspace(status: .active), .failed),
        (known(.repair, .converge, status: .active), .repairing),
        (known(.repair, .converge, isAskedToStop: true, status: .active), .repairStopping),
        (known(.repair, .stopRun, status: .active), .repairStopping),
        (known(.decommission, .accept, status: .decommissioning), .teardownDelayed),
        (known(.decommission, .accept, isAskedToStop: true, status: .decommissioning), .teardownCalledOff),
        (known(.decommission, .destroyServer, status: .decommissioning), .decommissioning),
        (known(.decommission, .destroyServer, isAskedToStop: true, status: .decommissioning), .decommissioning),
        (KnownWorkspace(status: .failed, hasSite: true), .failedWithPlace),
        (KnownWorkspace(status: .failed), .failed),
        (KnownWorkspace(status: .decommissioned), .decommissioned),
        (KnownWorkspace(status: nil, lastWaiting: .operation(.provision)), .requestWaiting),
        (KnownWorkspace(status: .active, hasSite: true, lastWaiting: .operation(.repair)), .requestWaiting),
        (KnownWorkspace(status: .active, hasSite: true, lastWaiting: .operation(.decommission)), .teardownWaiting),
        (KnownWorkspace(status: .active, hasSite: true, lastWaiting: .cancel), .cancelWaiting),
    ]

    @Test("the known facts lead to a row, and every row is reached", arguments: rows.indices)
    func situation(index: Int) {
        let (known, situation) = Self.rows[index]
        #expect(known.situation == situation)
        #expect(Set(Self.rows.map(\.1)) == Set(Situation.allCases))
    }

    @Test("a sentence names the operation in progress and the request that ends it")
    func sentences() {
        let known = Self.known(.repair, .converge, status: .active)
        let refused = RequestDesk.decide(.operation(.repair), knowing: known)
        #expect(
            refused.reason
                == "Operation 7 (repair, step converge) is in progress; why shows what it waits for, and cancel stops it."
        )
        #expect(refused.line?.message == "Repair refused. " + (refused.reason ?? ""))
        #expect(!refused.isTaken)
        let stopped = RequestDesk.decide(.operation(.decommission), knowing: known)
        #expect(stopped.isTaken && stopped.reason == nil)
        #expect(
            stopped.line?.message
                == "Decommission requested; operation 7 (repair, step converge) is asked to stop first."
        )
    }

    @Test("the last request calls off the provisions that wait before it")
    func lastWord() {
        let teardown = Self.known(.decommission, .destroyServer, status: .decommissioning)
        #expect(RequestDesk.decide(.operation(.decommission), knowing: teardown).callsOffProvisions)
        #expect(RequestDesk.decide(.cancel, knowing: teardown).callsOffProvisions)
        let later = RequestDesk.decide(.operation(.decommission), knowing: teardown, hasWaited: true)
        #expect(!later.callsOffProvisions)
        #expect(!RequestDesk.decide(.operation(.provision), knowing: teardown).callsOffProvisions)
        #expect(!RequestDesk.decide(.operation(.repair), knowing: teardown).callsOffProvisions)
        let unknown = KnownWorkspace(status: nil)
        #expect(!RequestDesk.decide(.cancel, knowing: unknown).callsOffProvisions)
        #expect(RequestDesk.decide(.cancel, knowing: unknown).line == nil)
    }

    @Test("docs/operating.md has the table")
    func document() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/operating.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let table = RequestTable.lines.joined(separator: "\n")
        let begin = try #require(text.range(of: RequestTable.begin + "\n"))
        let end = try #require(text.range(of: "\n" + RequestTable.end))
        #expect(text[begin.upperBound..<end.lowerBound] == table)
    }

    @Test("the names of requests are those that moorage.requests has, and each has one meaning")
    func names() {
        let names = WorkspaceRequest.allCases.flatMap(\.names)
        #expect(names == ["provision", "retry", "repair", "decommission", "cancel"])
        for request in WorkspaceRequest.allCases { #expect(WorkspaceRequest(name: request.name) == request) }
        #expect(WorkspaceRequest(name: "retry") == nil)
    }

    @Test("a status is at rest unless an operation set it; a status of another program is at rest")
    func resting() {
        #expect(WorkspaceStatus.allCases.filter(\.isResting) == [.active, .failed, .decommissioned])
        #expect(WorkspaceStatus.isResting("suspended") && !WorkspaceStatus.isResting("compensating"))
    }
}

/// The table of docs/operating.md, made from the desk.
private enum RequestTable {
    static let begin = "<!-- The table is RequestDesk's; RequestDeskTests holds it. -->"
    static let end = "<!-- End of the table. -->"

    static var lines: [String] {
        let requests = WorkspaceRequest.allCases
        let titles = requests.map { $0.names.count > 1 ? "\($0.name) (\($0.names[1]))" : $0.name }
        let head = ["| state | \(titles.joined(separator: " | ")) |", "|---|" + requests.map { _ in "---|" }.joined()]
        return head
            + RequestDesk.Situation.allCases.map { situation in
                let cells = requests.map { cell($0, RequestDesk.answer(to: $0, in: situation)) }
                return "| \(situation.rawValue) | \(cells.joined(separator: " | ")) |"
            }
    }

    private static func cell(_ request: WorkspaceRequest, _ answer: RequestDesk.Answer) -> String {
        switch answer {
        case .start: request == .operation(.decommission) ? "starts after the delay" : "starts"
        case .removeThenStart: "removes what is left, then starts"
        case .queue: "starts afterwards"
        case .stopThenQueue: "stops the operation, then starts"
        case .stop: "stops the operation"
        case .conclude: "`decommissioned` immediately"
        case .forward: "decided in its turn"
        case .nothing(let reason): "no effect: \(words(reason))"
        case .refuse(let reason): "refused: \(words(reason))"
        }
    }

    private static func words(_ reason: RequestDesk.Reason) -> String {
        switch reason {
        case .neverBuilt: "nothing was built"
        case .busy: "an operation is in progress"
        case .active: "it is active"
        case .serverGone: "retry it"
        case .notActive: "retry it"
        case .nothingInProgress: "nothing is in progress"
        case .askedToStop: "it is stopping"
        case .beingUndone: "a removal is never interrupted"
        case .decommissioning: "it is in progress"
        case .decommissioned: "it is gone"
        case .requestWaits: "a request waits"
        case .requestedAlready: "it waits already"
        }
    }
}
