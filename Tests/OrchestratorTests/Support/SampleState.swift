import Orchestrator
import Providers
import Testing
import Workspaces

/// A state with what belongs to it: one for each state of each kind of operation.
struct SampleState: CustomTestStringConvertible, Sendable {
    var name: String
    var kind: OperationKind
    var type: DeploymentType
    var state: OperationState
    /// The names of the events that mean something in the state, beside `failed` and `cancel_requested`.
    var legal: Set<String>
    /// What a permanent failure has to take apart, in order.
    var teardown: [OperationStep] = []

    var testDescription: String { "\(kind.rawValue) \(type.rawValue): \(name)" }

    var operation: DrivenOperation { DrivenOperation(kind, type, at: state) }

    /// The states of a provision in which something is done.
    static let provision: [SampleState] = [
        cloud("planningServer", .planningServer, ["server_planned"], [.release]),
        cloud("intendingServer", .intendingServer(Sample.plan), ["server_intended", "ports_exhausted"], [.release]),
        cloud("preparingServer", .preparingServer(Sample.intended), ["server_prepared"]),
        cloud("creatingServer", .creatingServer(Sample.intended), ["server_created"]),
        cloud("resolvingServer", .resolvingServer(Sample.intended), ["servers_found"]),
        cloud("awaitingServer", .awaitingServer(Sample.created), ["server_status"]),
        cloud("replacingServer", .replacingServer(Sample.created), ["servers_destroyed", "servers_found"]),
        cloud("removingDuplicates", .removingDuplicates(Sample.reachable), ["servers_found"]),
        cloud("connecting", .connecting(Sample.reachable), ["connected"]),
        cloud(
            "converging",
            .converging(Sample.installed(Sample.reachable), Sample.run()),
            ["run_progressed"],
            [.stopRun, .withdrawAddress, .destroyServer, .release]
        ),
        cloud("verifying", .verifying(Sample.installed(Sample.reachable)), ["verified"]),
        metal("placing", .placing, ["placed", "no_host", "ports_exhausted"], [.release]),
        metal("connecting", .connecting(Sample.placed), ["connected"], untouched),
        metal("inspecting", .inspecting(Sample.placed), ["inspected"], untouched),
        metal("movingPorts", .movingPorts(Sample.placed, avoiding: []), ["ports_moved", "ports_exhausted"], untouched),
        metal("installing", .installing(Sample.installed(Sample.placed), attempt: 1), ["installed"], removal),
        metal(
            "starting",
            .starting(Sample.installed(Sample.placed), Sample.run()),
            ["run_started"],
            [.stopRun] + removal
        ),
        metal(
            "converging",
            .converging(Sample.installed(Sample.placed), Sample.run()),
            ["run_progressed"],
            [.stopRun] + removal
        ),
        metal("diagnosing", .diagnosing(Sample.installed(Sample.placed), Sample.run()), ["inspected"], removal),
        metal("publishing", .publishing(Sample.installed(Sample.placed)), ["address_published"], removal),
        metal("verifying", .verifying(Sample.installed(Sample.placed)), ["verified"], removal),
    ]

    /// The states of a teardown in which something is done.
    static let takingApart: [SampleState] = {
        let cloud = Teardown(reason: .decommission, site: Sample.installed(Sample.reachable))
        let metal = Teardown(reason: .decommission, site: Sample.installed(Sample.placed))
        let run = Sample.run(playbook: "decommission_workspace.yml")
        return [
            decommission("stoppingRun", .bareMetal, .stoppingRun(metal, run.hostRun.key), ["run_stopped"]),
            decommission("installingRemoval", .bareMetal, .installingRemoval(metal, attempt: 1), ["installed"]),
            decommission("startingRemoval", .bareMetal, .startingRemoval(metal, run), ["run_started"]),
            decommission("removing", .bareMetal, .removing(metal, run), ["run_progressed"]),
            decommission("withdrawing", .bareMetal, .withdrawing(metal), ["address_withdrawn"]),
            decommission("destroying", .cloud, .destroying(cloud), ["servers_destroyed", "servers_found"]),
            decommission("releasing", .cloud, .releasing(cloud), ["released"]),
        ]
    }()

    /// The beginnings and the ends.
    static let resting: [SampleState] = [
        SampleState(name: "accepted", kind: .provision, type: .cloud, state: .accepted, legal: ["started"]),
        SampleState(name: "accepted", kind: .decommission, type: .cloud, state: .accepted, legal: ["started"]),
        SampleState(name: "succeeded", kind: .provision, type: .cloud, state: .finished(.succeeded), legal: []),
        SampleState(name: "failed", kind: .provision, type: .bareMetal, state: .finished(.failed), legal: []),
        SampleState(name: "cancelled", kind: .decommission, type: .cloud, state: .finished(.cancelled), legal: []),
    ]

    /// A repair in the states that it shares with a provision, and in the one in which what it runs is stopped.
    static let repair: [SampleState] =
        provision.filter { ["connecting", "inspecting"].contains($0.name) || $0.state.site?.address != nil }
        .filter { $0.name != "movingPorts" }
        .map {
            var sample = $0
            sample.kind = .repair
            sample.teardown = $0.teardown.filter { $0 == .stopRun }
            return sample
        } + [
            SampleState(
                name: "stoppingRun",
                kind: .repair,
                type: .bareMetal,
                state: .stoppingRun(
                    Teardown(reason: .repairFailed("It went wrong."), site: Sample.installed(Sample.placed)),
                    Sample.run().hostRun.key
                ),
                legal: ["run_stopped"]
            )
        ]

    /// What a failed provision made, until its time is over.
    static let kept = SampleState(
        name: "keeping",
        kind: .provision,
        type: .cloud,
        state: .keeping(
            Teardown(reason: .failed("It went wrong."), site: Sample.installed(Sample.reachable)),
            nil,
            until: Sample.start + .seconds(3600)
        ),
        legal: ["started"]
    )

    static let active = provision + takingApart + repair

    private static let untouched: [OperationStep] = [.withdrawAddress, .release]
    private static let removal: [OperationStep] = [.removeWorkspace, .withdrawAddress, .release]

    private static func cloud(
        _ name: String,
        _ state: OperationState,
        _ legal: Set<String>,
        _ teardown: [OperationStep] = [.withdrawAddress, .destroyServer, .release]
    ) -> SampleState {
        SampleState(name: name, kind: .provision, type: .cloud, state: state, legal: legal, teardown: teardown)
    }

    private static func metal(
        _ name: String,
        _ state: OperationState,
        _ legal: Set<String>,
        _ teardown: [OperationStep]
    ) -> SampleState {
        SampleState(name: name, kind: .provision, type: .bareMetal, state: state, legal: legal, teardown: teardown)
    }

    private static func decommission(
        _ name: String,
        _ type: DeploymentType,
        _ state: OperationState,
        _ legal: Set<String>
    ) -> SampleState {
        SampleState(name: name, kind: .decommission, type: type, state: state, legal: legal)
    }
}
