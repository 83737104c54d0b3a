import FailPoints

/// The fail points of a scenario, in the order in which it first reaches them.
enum Lifecycle {
    static func failPoints(of scenario: Scenario) -> [String] {
        switch scenario {
        case .cloud: cloud
        case .bareMetal: ["commit.no_host.before", "commit.no_host.after"] + around("place_on_host", "placed")
        case .cancelled:
            ["commit.cancel_requested.before", "commit.cancel_requested.after"]
                + around("stop_run", "run_stopped")
        case .portTaken: around("move_ports", "ports_moved")
        case .portsExhausted: ["commit.ports_exhausted.before", "commit.ports_exhausted.after"]
        case .poweredOff: around("power_on", "server_powered_on")
        case .deployed: ["release.before"]
        case .refused: ["set_aside.before", "set_aside.after"]
        }
    }

    /// Those of a droplet with an unknown outcome of its create call.
    static let unclear = ["commit.failed.before"] + around("find_servers", "servers_found")

    /// Those of a droplet that is requested again: a second one with its name is then looked for.
    static let afterTheWindow = ["effect.destroy_duplicates.before", "effect.destroy_duplicates.after"]

    private static let cloud: [String] =
        ["intake.before", "intake.after", "claim.before", "claim.after"]
        + ["commit.started.before", "commit.started.after"]
        + ["api_call.before:2", "api_call.after:3"]
        + around("plan_server", "server_planned")
        + around("intend_server", "server_intended")
        + around("prepare_server", "server_prepared")
        + around("create_server", "server_created")
        + ["renewal.before", "renewal.after"]
        + around("await_server", "server_status")
        + ["host_command.before", "host_command.after"]
        + ["effect.connect.before"]
        + ["save", "stage", "activate", "promote"].flatMap { ["host_key.\($0).before", "host_key.\($0).after"] }
        + ["effect.connect.after", "commit.connected.before", "commit.connected.after"]
        + around("inspect", "inspected")
        + around("install", "installed")
        + around("start_run", "run_started")
        + around("follow_run", "run_progressed")
        + around("publish_address", "address_published")
        + around("verify", "verified")
        + around("withdraw_address", "address_withdrawn")
        + around("destroy_servers", "servers_destroyed")
        + around("release", "released")
        // The projector works beside the operation: wherever it dies, the operation may have continued meanwhile.
        + ["projection.before", "projection.after"]

    private static func around(_ effect: String, _ event: String) -> [String] {
        [
            "effect.\(effect).before", "effect.\(effect).after", "commit.\(event).before", "commit.\(event).after",
        ]
    }
}
