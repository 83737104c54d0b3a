internal import Services

/// The bodies of answers, as JSON Schema.
enum Schemas {
    private static let text: JSON = ["type": "string"]
    private static let optionalText: JSON = ["type": ["string", "null"]]
    private static let number: JSON = ["type": "integer"]
    private static let optionalNumber: JSON = ["type": ["integer", "null"]]
    private static let bool: JSON = ["type": "boolean"]
    private static let anyObject: JSON = ["type": "object"]
    private static let moment: JSON = ["type": "string", "description": "RFC 3339, in UTC."]
    private static let optionalMoment: JSON = ["type": ["string", "null"], "description": "RFC 3339, in UTC."]

    /// An object with all these members.
    private static func object(_ members: KeyValuePairs<String, JSON>) -> JSON {
        [
            "type": "object",
            "required": .array(members.map { .string($0.key) }),
            "properties": .object(members.map { .init($0.key, $0.value) }),
        ]
    }

    private static func reference(_ name: String) -> JSON { ["$ref": .string("#/components/schemas/\(name)")] }

    private static func optional(_ schema: JSON) -> JSON { ["oneOf": [schema, ["type": "null"]]] }

    private static func list(_ schema: JSON) -> JSON { ["type": "array", "items": schema] }

    private static let ports: JSON = [
        "type": "object",
        "required": .array(ServicePort.allCases.map { .string($0.rawValue) }),
        "properties": .object(ServicePort.allCases.map { .init($0.rawValue, number) }),
    ]

    private static let recordedPorts: JSON = [
        "type": "object", "additionalProperties": number,
        "description": "Those that are chosen, by service; none before.",
    ]

    private static let resources = object(["vcpu": number, "ram_gb": number, "storage_gb": number])

    private static let waiting = object([
        "kind": text, "detail": text, "unblock": text, "since": moment, "next_check_at": moment,
    ])

    /// Any value without a NUL in it: jsonb has none.
    private static let storable: JSON = [
        "type": ["string", "number", "boolean", "null", "array", "object"], "pattern": "^[^\\u0000]*$",
        // Of more digits no double keeps all.
        "minimum": -99_999_999_999_999_999, "maximum": 99_999_999_999_999_999,
        "items": reference("Storable"), "propertyNames": ["pattern": "^[^\\u0000]*$"],
        "additionalProperties": reference("Storable"),
    ]

    /// All schemas, by name.
    static let all: [JSON.Member] =
        [
            .init("Error", object(["detail": text])),
            .init("ValidationError", object(["error": text])),
            .init("Storable", storable),
        ] + accounts + workspaces + passwords + hosts + operators

    private static let accounts: [JSON.Member] = [
        .init(
            "User",
            object([
                "id": number, "email": text, "username": text, "subscription_tier": text, "max_workspaces": number,
                "workspace_count": number, "can_create_workspace": bool, "email_verified": bool, "is_staff": bool,
            ])
        ),
        .init("Registration", object(["message": text, "user": reference("User")])),
        .init("Session", object(["user": reference("User")])),
        .init("Token", object(token)),
        .init("OwnedToken", ["allOf": [reference("Token"), object(["owner_email": text])]]),
        .init("ListedUser", ["allOf": [reference("User"), object(["token_count": number])]]),
        .init("NewToken", ["allOf": [reference("Token"), object(["token": text])]]),
    ]

    private static let token: KeyValuePairs<String, JSON> = [
        "id": number, "name": text, "scopes": list(text), "created_at": moment, "expires_at": optionalMoment,
        "last_used_at": optionalMoment,
    ]

    private static let workspaces: [JSON.Member] = [
        .init(
            "Workspace",
            object([
                "id": number, "workspace_id": text, "name": text, "owner": optionalNumber, "owner_email": optionalText,
                "deployment_type": text, "status": text, "instance_url": text, "tailscale_url": text,
                "ip_address": optionalText, "vcpu": number, "ram_gb": number, "storage_gb": number,
                "monthly_cost": text, "created_at": moment, "port_allocation": ports, "region": text,
                "subscription_tier": text, "updated_at": optionalMoment, "provisioned_at": optionalMoment,
                "decommissioned_at": optionalMoment, "operation": optional(reference("Operation")),
                "recorded_ports": recordedPorts,
            ])
        ),
        .init(
            "Operation",
            object([
                "kind": text, "step": text, "step_number": optionalNumber, "step_count": optionalNumber,
                "attempt": number, "created_at": moment, "step_started_at": moment, "cancel_requested": bool,
                "waiting_on": optional(waiting),
            ])
        ),
        .init(
            "Explanation",
            object([
                "workspace_id": text, "status": text, "request_waiting": bool,
                "operation": optional(reference("Operation")),
                "drift": list(object(["kind": text, "subject": text, "detail": text, "repairable": bool])),
                "last_operation": optional(
                    object(["kind": text, "outcome": text, "error": optionalText, "finished_at": moment])
                ),
            ])
        ),
        .init("Plan", object(["kind": text, "deployment_type": text, "steps": list(text)])),
        .init(
            "LogRow",
            object([
                "id": number, "number": number, "workspace": number, "workspace_id": text, "timestamp": moment,
                "level": text, "message": text, "data": anyObject,
            ])
        ),
    ]

    private static let passwords: [JSON.Member] = [
        .init(
            "OneTimePassword",
            object([
                "id": number, "workspace": number, "workspace_id": text, "workspace_name": text, "otp_code": text,
                "created_at": moment, "expires_at": moment, "is_active": bool, "is_valid": bool, "max_uses": number,
                "usage_count": number, "used_at": optionalMoment,
            ])
        ),
        .init(
            "DiscoveredWorkspace",
            object([
                "workspace_id": text, "name": text, "otp": text,
                "endpoints": object(["cloud": text, "tailscale": text, "ip": optionalText]), "status": text,
                "subscription": text, "created_at": moment, "features": anyObject,
            ])
        ),
    ]

    private static let hosts: [JSON.Member] = [
        .init(
            "Host",
            object([
                "id": number, "kind": text, "name": text, "address": optionalText, "ssh_port": number,
                "ssh_user": text, "host_key_fingerprint": text, "state": text, "owner": optionalNumber,
                "owner_email": optionalText, "shared": bool, "capacity": optional(resources), "reserved": resources,
                "workspaces": list(text), "created_at": moment,
            ])
        ),
        .init(
            "Enrolment",
            object([
                "id": number, "name": text, "state": text, "shared": bool, "created_at": moment,
                "expires_at": moment, "address": optionalText, "ssh_port": optionalNumber, "ssh_user": optionalText,
                "host_key_fingerprint": optionalText, "attempts": number, "detail": text, "host": optionalNumber,
            ])
        ),
        .init("MadeEnrolment", ["allOf": [reference("Enrolment"), object(["created_by_email": optionalText])]]),
        .init("NewEnrolment", ["allOf": [reference("Enrolment"), object(["token": text])]]),
        .init(
            "MachineRegistration",
            object(["state": text, "detail": text, "host": optionalNumber, "ssh_public_key": text])
        ),
    ]

    private static let operators: [JSON.Member] = [
        .init(
            "LiveOperation",
            [
                "allOf": [
                    reference("Operation"),
                    object([
                        "id": number, "workspace": number, "workspace_id": text, "status": text,
                        "owner_email": optionalText, "age_seconds": number, "step_age_seconds": number,
                        "daemon": optionalText,
                    ]),
                ]
            ]
        ),
        .init(
            "Budget",
            object(["account": text, "remaining_minute": number, "remaining_hour": number, "waiting": number])
        ),
        .init(
            "Finding",
            object([
                "id": number, "kind": text, "place": text, "external_id": text, "name": text,
                "workspace_id": optionalText, "recorded": bool, "monthly_cost": text, "first_seen_at": moment,
                "last_seen_at": moment,
            ])
        ),
    ]
}
