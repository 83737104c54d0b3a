import Testing

@testable import Orchestrator

@Suite("Interrupting the work on an operation")
struct OperationControlTests {
    /// From weak to strong.
    private static let all: [Interruption] = [.cancel, .drain, .leaseLost]

    @Test("a stronger reason replaces a weaker one, never the other way round", arguments: 0..<3, 0..<3)
    func strength(first: Int, second: Int) {
        let control = OperationControl(term: .hour)
        #expect(control.interruption == nil)
        control.interrupt(Self.all[first])
        control.interrupt(Self.all[second])
        #expect(control.interruption == Self.all[max(first, second)])
    }

    @Test("a cancel that was delivered is over; nothing else is", arguments: 0..<3)
    func delivered(index: Int) {
        let control = OperationControl(term: .hour)
        control.interrupt(Self.all[index])
        control.cancelDelivered()
        #expect(control.interruption == (index == 0 ? nil : Self.all[index]))
    }

    @Test(
        "a waiting task is woken by an interruption, before or after it waits",
        .timeLimit(.minutes(15)),
        arguments: [true, false]
    )
    func wakes(isFirst: Bool) async {
        let control = OperationControl(term: .hour)
        if isFirst { control.interrupt(.cancel) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await control.interrupted() }
            if !isFirst {
                await Task.yield()
                control.interrupt(.cancel)
            }
        }
        #expect(control.interruption == .cancel)
    }

    @Test(
        "a waiting task is woken by a cancel of its task, before or after it waits",
        .timeLimit(.minutes(15)),
        arguments: [true, false]
    )
    func cancelled(isFirst: Bool) async {
        let control = OperationControl(term: .hour)
        await withTaskGroup(of: Void.self) { group in
            if isFirst { group.cancelAll() }
            group.addTask { await control.interrupted() }
            await Task.yield()
            group.cancelAll()
        }
        #expect(control.interruption == nil)
    }

    @Test("it can be waited for again once a cancel was delivered", .timeLimit(.minutes(15)))
    func again() async {
        let control = OperationControl(term: .hour)
        for _ in 0..<3 {
            control.interrupt(.cancel)
            await control.interrupted()
            control.cancelDelivered()
        }
        #expect(control.interruption == nil)
    }
}
