internal import HTTPTypes
internal import Workspaces

/// Example requests for the documentation. Each is accepted unchanged, if the objects exist.
enum Examples {
    /// Values of fields, by name.
    private static let fields: [String: JSON] = [
        "email": "ann@example.org", "username": "ann", "password": "correct horse 7 battery",
        "password_confirm": "correct horse 7 battery", "name": "Production", "deployment_type": "cloud",
        "region": "nyc3", "vcpu": 2, "ram_gb": 4, "storage_gb": 50, "config_data": .object([]),
        "scopes": ["read"], "expires_in_days": 90, "expires_in_hours": 24, "keep_for_debugging_hours": 4, "max_uses": 1,
        "otp": "A7F2D8",
        "address": "203.0.113.20", "ssh_port": 22, "ssh_user": "root",
        "fingerprint": "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU", "shared": false,
        "page": 1, "page_size": 50, "status": "active", "after": 0, "before": 100, "limit": 50,
        "kind": "provision", "Idempotency-Key": "6f1c9c9e-4d0b-4b53-9f1e-0f3f7c8a2d11", "Last-Event-ID": 12,
    ]

    /// One field's value.
    static func value(of field: Field) -> JSON? { fields[field.name] }

    /// A parameter of a path.
    static func parameter(_ name: String) -> JSON { name == WorkspaceAccess.parameter ? "ws7x2k4" : 1 }

    /// A body with these fields.
    static func body(_ fields: [Field]) -> JSON {
        .object(fields.compactMap { field in value(of: field).map { .init(field.name, $0) } })
    }

    /// The answer of a successful call; nil if its body has no schema.
    static func answer(_ answer: Endpoint.Answer) throws -> JSON? {
        guard let record = answer.record else { return nil }
        let one = JSON.written(try RecordEncoder.bytes(record.example))
        return answer.isList ? [one] : one
    }
}
