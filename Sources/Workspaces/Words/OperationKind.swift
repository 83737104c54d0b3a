/// What an operation does to its workspace. Everything that depends on the kind alone is in ``traits``; a column of
/// ``RequestDesk`` says when it may be requested.
package enum OperationKind: String, Codable, Sendable, CaseIterable {
    /// Builds the workspace until it answers.
    case provision
    /// Restores a live workspace to what was installed. It never tears the workspace down.
    case repair
    /// Removes the workspace and all its resources.
    case decommission

    /// The properties of the kind.
    package var traits: OperationTraits {
        switch self {
        case .provision:
            OperationTraits(
                otherNames: ["retry"],
                needsWorkspace: false,
                priority: 0,
                startStatus: .provisioning,
                cloudSteps: [
                    .accept, .planServer, .intendServer, .prepareServer, .createServer, .awaitServer, .connect,
                    .inspect,
                    .install, .converge, .publishAddress, .verify,
                ],
                bareMetalSteps: [
                    .accept, .place, .connect, .inspect, .install, .converge, .publishAddress, .verify,
                ]
            )
        case .repair:
            OperationTraits(
                priority: 5,
                cloudSteps: [
                    .accept, .awaitServer, .connect, .inspect, .install, .converge, .publishAddress, .verify,
                ],
                bareMetalSteps: [.accept, .connect, .inspect, .install, .converge, .publishAddress, .verify]
            )
        case .decommission:
            OperationTraits(
                priority: 10,
                startStatus: .decommissioning,
                isDelayed: true,
                cloudSteps: [.accept, .withdrawAddress, .destroyServer, .release],
                bareMetalSteps: [.accept, .removeWorkspace, .withdrawAddress, .release]
            )
        }
    }

    /// The steps of an operation that meets no obstacle, in order: "step n of m".
    package func steps(on type: DeploymentType) -> [OperationStep] {
        switch type {
        case .cloud: traits.cloudSteps
        case .bareMetal: traits.bareMetalSteps
        }
    }

    /// A step's position, from 1, and their number; nil for a step off the usual path.
    package func place(of step: OperationStep, on type: DeploymentType) -> (number: Int, count: Int)? {
        let steps = steps(on: type)
        return steps.firstIndex(of: step).map { ($0 + 1, steps.count) }
    }
}

/// The properties of a kind of operation.
package struct OperationTraits: Sendable {
    /// The names that `moorage.request_operation` accepts for it besides the kind's own name.
    package var otherNames: [String] = []
    /// Whether it can be requested only for a workspace that Moorage has built, or was asked to build.
    package var needsWorkspace = true
    /// Operations with a higher priority are claimed sooner.
    package var priority: Int
    /// The workspace's status from the start of the operation; nil to leave it unchanged.
    package var startStatus: WorkspaceStatus?
    /// Whether it begins only after `MOORAGE_DECOMMISSION_DELAY` and can be called off until then.
    package var isDelayed = false
    /// Its steps on a cloud server.
    package var cloudSteps: [OperationStep]
    /// Its steps on a registered host.
    package var bareMetalSteps: [OperationStep]
}

/// A request for a workspace.
package enum WorkspaceRequest: Hashable, Sendable, CaseIterable {
    /// An operation.
    case operation(OperationKind)
    /// Stopping the operation in progress.
    case cancel

    /// All of them, in the order of the columns of the table.
    package static let allCases = OperationKind.allCases.map(Self.operation) + [.cancel]

    /// The request with this name in `moorage.requests`.
    package init?(name: String) {
        guard let request = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = request
    }

    /// The name in `moorage.requests`, and the first name that `moorage.request_operation` accepts.
    package var name: String {
        switch self {
        case .operation(let kind): kind.rawValue
        case .cancel: "cancel"
        }
    }

    /// Every name that `moorage.request_operation` accepts for it.
    package var names: [String] {
        switch self {
        case .operation(let kind): [kind.rawValue] + kind.traits.otherNames
        case .cancel: ["cancel"]
        }
    }

    /// Whether it can be requested only for a workspace that Moorage has built, or was asked to build.
    package var needsWorkspace: Bool {
        switch self {
        case .operation(let kind): kind.traits.needsWorkspace
        case .cancel: true
        }
    }
}
