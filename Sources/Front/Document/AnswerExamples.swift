internal import Services

/// What the API answers, as the documentation shows it: one for each schema of an answer.
enum AnswerExamples {
    private static let made: JSON = "2026-03-01T09:00:00Z"
    private static let later: JSON = "2026-03-01T09:04:10Z"
    private static let over: JSON = "2026-03-02T09:00:00Z"

    /// By the schema's name.
    static let all: [String: JSON] = accounts.merging(workspaces) { first, _ in first }
        .merging(machines) { first, _ in first }
        .merging(operators) { first, _ in first }

    private static let user: JSON = [
        "id": 7, "email": "ann@example.org", "username": "ann", "subscription_tier": "free", "max_workspaces": 3,
        "workspace_count": 1, "can_create_workspace": true, "email_verified": false, "is_staff": false,
    ]

    private static let token: JSON = [
        "id": 1, "name": "ci", "scopes": ["read"], "created_at": made, "expires_at": .null, "last_used_at": .null,
    ]

    private static let accounts: [String: JSON] = [
        "User": user,
        "ListedUser": user.adding([.init("token_count", 1)]),
        "Registration": ["message": "User registered successfully", "user": user],
        "Session": ["user": user],
        "Token": token,
        "OwnedToken": token.adding([.init("owner_email", "ann@example.org")]),
        "NewToken": token.adding([.init("token", "mrg_…")]),
    ]

    private static let operation: JSON = [
        "kind": "provision", "step": "await_server", "step_number": 6, "step_count": 12, "attempt": 0,
        "created_at": made, "step_started_at": made, "cancel_requested": false,
        "waiting_on": [
            "kind": "step", "detail": "Waiting until the droplet runs.",
            "unblock": "Nothing is needed; the step has a deadline of an hour.", "since": made,
            "next_check_at": "2026-03-01T10:00:00Z",
        ],
    ]

    private static let workspace: JSON = [
        "id": 1, "workspace_id": "ws7x2k4", "name": "Production", "owner": 7, "owner_email": "ann@example.org",
        "deployment_type": "cloud", "status": "provisioning", "instance_url": "", "tailscale_url": "",
        "ip_address": .null, "vcpu": 2, "ram_gb": 4, "storage_gb": 50, "monthly_cost": "24.00", "created_at": made,
        "port_allocation": .object(
            ServicePort.allCases.map { .init($0.rawValue, .integer(Int64($0.base + 1570))) }
        ),
        "recorded_ports": .object([]), "region": "nyc3", "subscription_tier": "free", "updated_at": made,
        "provisioned_at": .null,
        "decommissioned_at": .null, "operation": operation,
    ]

    private static let workspaces: [String: JSON] = [
        "Workspace": workspace,
        "Explanation": [
            "workspace_id": "ws7x2k4", "status": "provisioning", "request_waiting": false, "operation": operation,
            "drift": .array([]),
            "last_operation": ["kind": "provision", "outcome": "cancelled", "error": .null, "finished_at": made],
        ],
        "Plan": [
            "kind": "provision", "deployment_type": "bare_metal",
            "steps": ["accept", "place", "connect", "inspect", "install", "converge", "verify"],
        ],
        "LogRow": [
            "id": 4031, "number": 9, "workspace": 1, "workspace_id": "ws7x2k4", "timestamp": made, "level": "info",
            "message": "Waiting until the droplet runs.", "data": .object([]),
        ],
        "OneTimePassword": [
            "id": 1, "workspace": 1, "workspace_id": "ws7x2k4", "workspace_name": "Production",
            "otp_code": "A7F2D8", "created_at": made, "expires_at": over, "is_active": true, "is_valid": true,
            "max_uses": 1, "usage_count": 0, "used_at": .null,
        ],
        "DiscoveredWorkspace": [
            "workspace_id": "ws7x2k4", "name": "Production", "otp": "A7F2D8",
            "endpoints": ["cloud": "https://ws7x2k4.example.org", "tailscale": "", "ip": "203.0.113.20"],
            "status": "active", "subscription": "free", "created_at": made, "features": .object([]),
        ],
    ]

    private static let enrolment: JSON = [
        "id": 1, "name": "Rack 7", "state": "reported", "shared": false, "created_at": made,
        "expires_at": "2026-03-01T10:00:00Z", "address": "203.0.113.20", "ssh_port": 22,
        "ssh_user": "moorage-service",
        "host_key_fingerprint": "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU", "attempts": 0, "detail": "",
        "host": .null,
    ]

    private static let machines: [String: JSON] = [
        "Host": [
            "id": 1, "kind": "bare_metal", "name": "Rack 7", "address": "203.0.113.20", "ssh_port": 22,
            "ssh_user": "moorage-service",
            "host_key_fingerprint": "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU", "state": "ready",
            "owner": 7, "owner_email": "ann@example.org", "shared": false,
            "capacity": ["vcpu": 8, "ram_gb": 64, "storage_gb": 400],
            "reserved": ["vcpu": 2, "ram_gb": 4, "storage_gb": 50], "workspaces": ["ws7x2k4"], "created_at": made,
        ],
        "Enrolment": enrolment,
        "MadeEnrolment": enrolment.adding([.init("created_by_email", "ann@example.org")]),
        "NewEnrolment": enrolment.adding([.init("token", "mre_…")]),
        "MachineRegistration": [
            "state": "reported", "detail": "", "host": .null, "ssh_public_key": "ssh-ed25519 AAAAC3Nz… moorage",
        ],
    ]

    private static let operators: [String: JSON] = [
        "LiveOperation": operation.adding([
            .init("id", 12), .init("workspace", 1), .init("workspace_id", "ws7x2k4"),
            .init("status", "provisioning"), .init("owner_email", "ann@example.org"), .init("age_seconds", 70),
            .init("step_age_seconds", 41), .init("daemon", .null),
        ]),
        "Budget": [
            "account": "bde9a5ed4e037d9c87578d69a0dafab8", "remaining_minute": 224, "remaining_hour": 4934,
            "waiting": 0,
        ],
        "Finding": [
            "id": 3, "kind": "droplet", "place": "nyc3", "external_id": "500000001", "name": "adim-ws7x2k4-g1",
            "workspace_id": "ws7x2k4", "recorded": false, "monthly_cost": "24.00", "first_seen_at": made,
            "last_seen_at": later,
        ],
    ]
}
