package import FailPoints

extension FailPoint {
    /// Every fail point of the program, for `moorage doctor --fail-points`.
    package static var catalogue: [FailPoint] {
        let single: [Boundary] = [
            .intake, .claim, .release, .setAside, .renewal, .projection, .apiCall, .hostCommand,
        ]
        return single.flatMap { bothSides(of: $0, nil) }
            + hostKeyParts.flatMap { bothSides(of: .hostKey, $0) }
            + OperationEffect.names.flatMap { bothSides(of: .effect, $0) }
            + OperationEvent.names.flatMap { bothSides(of: .commit, $0) }
    }

    private static func bothSides(of boundary: Boundary, _ subject: String?) -> [FailPoint] {
        [.before(boundary, subject), .after(boundary, subject)]
    }

    /// The parts of replacing a server's first host key, in order.
    private static let hostKeyParts = ["save", "stage", "activate", "promote"]
}

extension OperationEffect {
    /// The names of all effects; a test compares the list with ``name``.
    static let names = [
        "plan_server", "intend_server", "place_on_host", "prepare_server", "create_server", "find_servers",
        "await_server", "destroy_duplicates", "power_on", "connect", "inspect", "move_ports", "install", "start_run",
        "follow_run",
        "stop_run",
        "publish_address", "verify", "withdraw_address", "destroy_servers", "release",
    ]
}

extension OperationEvent {
    /// The names of all events; a test compares the list with ``name``.
    static let names = [
        "started", "server_planned", "server_intended", "placed", "no_host", "server_prepared", "server_created",
        "servers_found", "server_status", "server_powered_on", "connected", "inspected", "ports_moved",
        "ports_exhausted", "installed",
        "run_started", "run_progressed", "run_stopped", "address_published", "verified", "address_withdrawn",
        "servers_destroyed", "released", "failed", "cancel_requested",
    ]
}
