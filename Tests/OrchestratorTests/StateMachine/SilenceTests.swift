import Orchestrator
import Providers
import Testing
import Workspaces

/// A silent step is reported less and less often.
@Suite("Silent steps")
struct SilenceTests {
    /// The minutes since the step began at which the log reports.
    private static func minutesOfWords(
        _ operation: DrivenOperation,
        on event: OperationEvent,
        for minutes: Int
    ) throws -> [Int] {
        var operation = operation
        let began = operation.now
        try operation.send(event)
        var words: [Int] = []
        while operation.now < began + .seconds(60 * minutes) {
            operation.now = operation.now + .seconds(15)
            let transition = try operation.send(event)
            guard let line = transition.log.first else { continue }
            words.append(Int((operation.now - began).milliseconds / 60_000))
            #expect(transition.log.count == 1)
            #expect(line.level == .info)
            #expect(line.data["waiting_on"] != nil)
        }
        return words
    }

    @Test("a wait for a token is reported after one minute, then each time its duration has doubled, then hourly")
    func wait() throws {
        let operation = DrivenOperation(.provision, .cloud, at: .making(Sample.intended, .creating))
        let words = try Self.minutesOfWords(
            operation,
            on: Sample.failure(.waitForOperator(.credentials)),
            for: 310
        )
        #expect(words == [1, 2, 4, 8, 16, 32, 64, 124, 184, 244, 304])
    }

    @Test("a slowly booting droplet is reported")
    func boot() throws {
        let operation = DrivenOperation(.provision, .cloud, at: .making(Sample.created, .awaiting))
        #expect(try Self.minutesOfWords(operation, on: .serverStatus(.pending), for: 20) == [1, 2, 4, 8, 16])
    }

    @Test("the line says what is silent, for how long, and what it waits for")
    func line() throws {
        var operation = DrivenOperation(.provision, .bareMetal, at: .building(.placing))
        try operation.send(.noHost(reason: "No host has room."))
        operation.now = operation.now + .seconds(125)
        let line = try #require(try operation.send(.noHost(reason: "No host has room.")).log.first)
        #expect(
            line.message.hasPrefix("Choosing a host: still in progress, no news for 2 minutes. No host has room.")
        )
        #expect(line.data["duration_ms"] == .integer(125_000))
        #expect(line.data["step"] == .string("place"))
        #expect(operation.waitingOn?.loggedAt == operation.now)
    }

    @Test("after a report there is none for a minute")
    func news() throws {
        var operation = DrivenOperation(.provision, .bareMetal, at: .building(.placing))
        operation.now = operation.now + .seconds(600)
        #expect(try operation.send(.noHost(reason: "No host has room.")).log.count == 1)
        operation.now = operation.now + .seconds(59)
        #expect(try operation.send(.noHost(reason: "No host has room.")).log.isEmpty)
    }
}
