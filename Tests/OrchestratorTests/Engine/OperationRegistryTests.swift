import Testing
import Workspaces

@testable import Orchestrator

@Suite("The operations that a daemon works on")
struct OperationRegistryTests {
    private func holder(_ operation: Int64, epoch: Int64 = 1) -> LeaseHolder {
        LeaseHolder(operation: OperationID(rawValue: operation), epoch: LeaseEpoch(rawValue: epoch))
    }

    @Test("claims come and go")
    func membership() {
        let registry = OperationRegistry()
        _ = registry.add(holder(1), for: .hour)
        _ = registry.add(holder(2), for: .hour)
        #expect(registry.holders == [holder(1), holder(2)])
        registry.remove(holder(1))
        registry.remove(holder(9))
        #expect(registry.holders == [holder(2)])
        #expect(registry.count == 1)
    }

    @Test("an interruption reaches only the claim that it names")
    func one() {
        let registry = OperationRegistry()
        let old = registry.add(holder(1, epoch: 1), for: .hour)
        let new = registry.add(holder(1, epoch: 2), for: .hour)
        registry.interrupt(holder(1, epoch: 1), .leaseLost)
        registry.interrupt(holder(3), .leaseLost)
        #expect(old.interruption == .leaseLost)
        #expect(new.interruption == nil)
    }

    @Test("a drain also applies to later operations; a lost lease does not", arguments: [true, false])
    func all(isDrain: Bool) {
        let registry = OperationRegistry()
        let before = registry.add(holder(1), for: .hour)
        registry.interruptAll(isDrain ? .drain : .leaseLost)
        #expect(before.interruption == (isDrain ? .drain : .leaseLost))
        #expect(registry.add(holder(2), for: .hour).interruption == (isDrain ? .drain : nil))
    }
}
