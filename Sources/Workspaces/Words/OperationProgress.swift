/// The order of steps that an operation goes through when nothing goes wrong: "step n of m".
package enum OperationProgress {
    private static let cloud: [OperationStep] = [
        .accept, .planServer, .intendServer, .prepareServer, .createServer, .awaitServer, .connect, .inspect,
        .install, .converge, .publishAddress, .verify,
    ]
    private static let bareMetal: [OperationStep] = [
        .accept, .place, .connect, .inspect, .install, .converge, .publishAddress, .verify,
    ]
    private static let cloudRepair: [OperationStep] = [
        .accept, .awaitServer, .connect, .inspect, .install, .converge, .publishAddress, .verify,
    ]
    private static let bareMetalRepair: [OperationStep] = [
        .accept, .connect, .inspect, .install, .converge, .publishAddress, .verify,
    ]
    private static let cloudRemoval: [OperationStep] = [.accept, .withdrawAddress, .destroyServer, .release]
    private static let bareMetalRemoval: [OperationStep] = [.accept, .removeWorkspace, .withdrawAddress, .release]

    /// The steps of an operation, in order.
    package static func steps(kind: OperationKind, type: DeploymentType) -> [OperationStep] {
        switch (kind, type) {
        case (.provision, .cloud): cloud
        case (.provision, .bareMetal): bareMetal
        case (.repair, .cloud): cloudRepair
        case (.repair, .bareMetal): bareMetalRepair
        case (.decommission, .cloud): cloudRemoval
        case (.decommission, .bareMetal): bareMetalRemoval
        }
    }

    /// A step's place, from 1, and how many there are; nil for a step off the usual path.
    package static func place(
        of step: OperationStep,
        kind: OperationKind,
        type: DeploymentType
    ) -> (number: Int, count: Int)? {
        let steps = steps(kind: kind, type: type)
        return steps.firstIndex(of: step).map { ($0 + 1, steps.count) }
    }
}
