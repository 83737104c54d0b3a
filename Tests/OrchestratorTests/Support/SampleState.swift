import Orchestrator
import Providers
import Testing
import Workspaces

/// A state with its context: one for each state of each kind of operation.
struct SampleState: CustomTestStringConvertible, Sendable {
    var name: String
    var kind: OperationKind
    var type: DeploymentType
    var state: OperationState
    /// The names of the events that the state handles, besides `failed` and `cancel_requested`.
    var legal: Set<String>
    /// What a permanent failure must remove, in order.
    var teardown: [OperationStep] = []

    var testDescription: String { "\(kind.rawValue) \(type.rawValue): \(name)" }

    var operation: DrivenOperation { DrivenOperation(kind, type, at: state) }

    /// The acting states of a provision.
    static let provision: [SampleState] = [
        cloud("planningServer", .building(.planningServer), ["server_planned"], [.release]),
        cloud(
            "intendingServer",
            .building(.intendingServer(Sample.plan)),
            ["server_intended", "ports_exhausted"],
            [.release]
        ),
        cloud("preparingServer", .making(Sample.intended, .preparing), ["server_prepared"]),
        cloud("creatingServer", .making(Sample.intended, .creating), ["server_created"]),
        cloud("resolvingServer", .making(Sample.intended, .resolving), ["servers_found"]),
        cloud("awaitingServer", .making(Sample.created, .awaiting), ["server_status"]),
        cloud("replacingServer", .making(Sample.created, .replacing), ["servers_destroyed", "servers_found"]),
        cloud("removingDuplicates", .making(Sample.reachable, .removingDuplicates), ["servers_found"]),
        cloud("connecting", .settingUp(Sample.reachable, .connecting), ["connected"]),
        cloud(
            "converging",
            .settingUp(Sample.installed(Sample.reachable), .converging(Sample.run())),
            ["run_progressed"],
            [.stopRun, .withdrawAddress, .destroyServer, .release]
        ),
        cloud("verifying", .settingUp(Sample.installed(Sample.reachable), .verifying), ["verified"]),
        metal("placing", .building(.placing), ["placed", "no_host", "ports_exhausted"], [.release]),
        metal("connecting", .settingUp(Sample.placed, .connecting), ["connected"], untouched),
        metal("inspecting", .settingUp(Sample.placed, .inspecting), ["inspected"], untouched),
        metal(
            "movingPorts",
            .settingUp(Sample.placed, .movingPorts(avoiding: [])),
            ["ports_moved", "ports_exhausted"],
            untouched
        ),
        metal(
            "installing",
            .settingUp(Sample.installed(Sample.placed), .installing(attempt: 1)),
            ["installed"],
            removal
        ),
        metal(
            "starting",
            .settingUp(Sample.installed(Sample.placed), .starting(Sample.run())),
            ["run_started"],
            [.stopRun] + removal
        ),
        metal(
            "converging",
            .settingUp(Sample.installed(Sample.placed), .converging(Sample.run())),
            ["run_progressed"],
            [.stopRun] + removal
        ),
        metal(
            "diagnosing",
            .settingUp(Sample.installed(Sample.placed), .diagnosing(Sample.run())),
            ["inspected"],
            removal
        ),
        metal("publishing", .settingUp(Sample.installed(Sample.placed), .publishing), ["address_published"], removal),
        metal("verifying", .settingUp(Sample.installed(Sample.placed), .verifying), ["verified"], removal),
    ]

    /// The acting states of a teardown.
    static let takingApart: [SampleState] = {
        let cloud = Teardown(reason: .decommission, site: Sample.installed(Sample.reachable))
        let metal = Teardown(reason: .decommission, site: Sample.installed(Sample.placed))
        let run = Sample.run(playbook: "decommission_workspace.yml")
        return [
            decommission(
                "stoppingRun",
                .bareMetal,
                .tearingDown(metal, .stoppingRun(run.hostRun.key)),
                ["run_stopped"]
            ),
            decommission(
                "installingRemoval",
                .bareMetal,
                .tearingDown(metal, .installingRemoval(attempt: 1)),
                ["installed"]
            ),
            decommission("startingRemoval", .bareMetal, .tearingDown(metal, .startingRemoval(run)), ["run_started"]),
            decommission("removing", .bareMetal, .tearingDown(metal, .removing(run)), ["run_progressed"]),
            decommission("withdrawing", .bareMetal, .tearingDown(metal, .withdrawing), ["address_withdrawn"]),
            decommission(
                "destroying",
                .cloud,
                .tearingDown(cloud, .destroying),
                ["servers_destroyed", "servers_found"]
            ),
            decommission("releasing", .cloud, .tearingDown(cloud, .releasing), ["released"]),
        ]
    }()

    /// The initial and final states.
    static let resting: [SampleState] = [
        SampleState(name: "accepted", kind: .provision, type: .cloud, state: .accepted, legal: ["started"]),
        SampleState(name: "accepted", kind: .decommission, type: .cloud, state: .accepted, legal: ["started"]),
        SampleState(name: "succeeded", kind: .provision, type: .cloud, state: .finished(.succeeded), legal: []),
        SampleState(name: "failed", kind: .provision, type: .bareMetal, state: .finished(.failed), legal: []),
        SampleState(name: "cancelled", kind: .decommission, type: .cloud, state: .finished(.cancelled), legal: []),
    ]

    /// A repair in the states that it shares with a provision, and in the state that stops its run.
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
                state: .tearingDown(
                    Teardown(reason: .repairFailed("It went wrong."), site: Sample.installed(Sample.placed)),
                    .stoppingRun(Sample.run().hostRun.key)
                ),
                legal: ["run_stopped"]
            )
        ]

    /// The kept resources of a failed provision, until their time is over.
    static let kept = SampleState(
        name: "keeping",
        kind: .provision,
        type: .cloud,
        state: .tearingDown(
            Teardown(reason: .failed("It went wrong."), site: Sample.installed(Sample.reachable)),
            .keeping(nil, until: Sample.start + .seconds(3600))
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
