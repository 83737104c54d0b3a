@testable import Orchestrator

extension LeaseTerm {
    /// One that outlasts every test.
    static var hour: LeaseTerm { LeaseTerm(of: .seconds(3600), clock: ContinuousClock()) }
}
