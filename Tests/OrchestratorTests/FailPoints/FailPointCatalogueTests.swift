import FailPoints
import Testing

@testable import Orchestrator

@Suite struct FailPointCatalogueTests {
    private static let states = SampleState.provision + SampleState.takingApart

    @Test(arguments: states)
    func `the effect of every state can be failed at`(sample: SampleState) throws {
        let effect = try #require(sample.operation.machine.effect(of: sample.state))
        #expect(names.isSuperset(of: ["effect.\(effect.name).before", "effect.\(effect.name).after"]))
    }

    @Test(arguments: states)
    func `the commit of every event of a state can be failed at`(sample: SampleState) {
        for event in sample.legal.union(["started", "failed", "cancel_requested"]) {
            #expect(names.isSuperset(of: ["commit.\(event).before", "commit.\(event).after"]))
        }
    }

    @Test func `no name occurs twice`() {
        #expect(names.count == FailPoint.catalogue.count)
    }

    private var names: Set<String> { Set(FailPoint.catalogue.map(\.name)) }
}
