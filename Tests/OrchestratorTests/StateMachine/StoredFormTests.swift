import Foundation
import Providers
import Testing
import Workspaces

@testable import Orchestrator

/// Rows of `moorage.operations` as older programs wrote them, under `Golden/`, one a line. Each file is named by the
/// commit whose code wrote it and by the version of the stored form.
///
/// They were recorded once, from random walks. 20bc01e is the last commit that knew only version 1. 3af4e0c wrote both
/// versions; its rows were recorded one commit later, which had renamed modules and nothing in these types.
@Suite("Rows that older programs stored")
struct StoredFormTests {
    /// An operation from a row, with the next action of its writer.
    struct StoredRow: Decodable, CustomTestStringConvertible {
        struct Next: Decodable {
            var event: OperationEvent
            /// When the event arrives.
            var now: Timestamp
            var step: OperationStep
            var effect: OperationEffect?
            var outcome: OperationOutcome?
            var delayMilliseconds: Int64
            var attempt: Int
            var records: [RecordChange]
            var projection: ProjectionChange?

            private enum CodingKeys: String, CodingKey {
                case event, now, step, effect, outcome
                case delayMilliseconds = "delay_ms"
                case attempt, records, projection
            }
        }

        var name: String
        var kind: OperationKind
        var type: DeploymentType
        var keepHours: Int?
        var version: Int
        var step: OperationStep
        var state: OperationState
        var effect: OperationEffect?
        var knownSite: Site?
        var waitingOn: WaitingOn?
        var attempt: Int
        var sequence: Int
        var stepStartedAt: Timestamp
        /// The next event, then a permanent failure and a cancel; of those only the step is recorded.
        var next: [Next]

        private enum CodingKeys: String, CodingKey {
            case name, kind
            case type = "deployment_type"
            case keepHours = "keep_for_debugging_hours"
            case version = "state_version"
            case step, state, effect
            case knownSite = "known_site"
            case waitingOn = "waiting_on"
            case attempt, sequence
            case stepStartedAt = "step_started_at"
            case next
        }

        var testDescription: String { "version \(version): \(name)" }

        /// The operation in today's program.
        var operation: DrivenOperation {
            var operation = DrivenOperation(kind, type, at: state, known: knownSite)
            operation.workspace.keepForDebuggingHours = keepHours
            operation.effect = effect
            operation.waitingOn = waitingOn
            operation.attempt = attempt
            operation.sequence = sequence
            operation.stepStartedAt = stepStartedAt
            return operation
        }
    }

    static let files = ["20bc01e-version-1", "3af4e0c-version-1", "3af4e0c-version-2"]

    private func rows(_ file: String) throws -> [StoredRow] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: folder.appendingPathComponent("Golden/\(file).jsonl"), encoding: .utf8)
        return try text.split(separator: "\n").map { try JSONDecoder().decode(StoredRow.self, from: Data($0.utf8)) }
    }

    @Test("are read, including every step of every kind of operation")
    func coverage() throws {
        let rows = try Self.files.flatMap(rows)
        #expect(Set(rows.map(\.step)) == Set(OperationStep.allCases))
        #expect(Set(rows.map(\.kind)) == Set(OperationKind.allCases))
        #expect(Set(rows.map(\.version)) == [1, 2])
        for row in rows {
            #expect(row.state.step == row.step, "\(row.name)")
            #expect(row.version <= OperationState.currentVersion, "\(row.name)")
        }
    }

    @Test("are stored again in a version that an older daemon leaves alone, unless they are at the start or the end")
    func version() throws {
        for row in try Self.files.flatMap(rows) {
            let isPhase = row.step != .accept && row.step != .finish
            #expect(row.state.version == (isPhase ? 3 : 1), "\(row.name)")
        }
    }

    @Test("are stored again in a form with the same meaning", arguments: files)
    func storedAgain(file: String) throws {
        for row in try rows(file) { #expect(try roundTrip(row.state) == row.state, "\(row.name)") }
    }

    @Test("do the same after a temporary failure", arguments: files)
    func sameEffect(file: String) throws {
        for row in try rows(file) where row.effect != nil {
            let passing = OperationEvent.failed(EffectFailure(.waitForBudget(.seconds(1)), "No room."))
            var operation = row.operation
            operation.now = row.stepStartedAt
            let retried = try operation.decide(passing).effect
            // A repair checks its server again before it switches it on again.
            if case .powerOn(let reference) = row.effect {
                #expect(retried == .awaitServer(reference), "\(row.name)")
            } else {
                #expect(retried == row.effect, "\(row.name)")
            }
        }
    }

    @Test("continue like the program that wrote them", arguments: files.dropFirst())
    func sameNext(file: String) throws {
        for row in try rows(file) {
            for (index, next) in row.next.enumerated() {
                var operation = row.operation
                operation.now = next.now
                let transition = try operation.decide(next.event)
                let name = "\(row.name), \(next.event.name)"
                #expect(transition.state.step == next.step, "\(name)")
                #expect(transition.outcome == next.outcome, "\(name)")
                #expect(transition.delay.milliseconds == next.delayMilliseconds, "\(name)")
                #expect(transition.attempt == next.attempt, "\(name)")
                #expect(transition.records == next.records, "\(name)")
                guard index == 0, !Self.isProbe(next.event) else { continue }
                #expect(transition.effect == next.effect, "\(name)")
                #expect(transition.projection == next.projection, "\(name)")
            }
        }
    }

    private static func isProbe(_ event: OperationEvent) -> Bool {
        switch event {
        case .failed, .cancelRequested: true
        default: false
        }
    }
}
