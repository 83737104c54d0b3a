internal import Workspaces

/// Hosts and enrolments.
enum HostJSON {
    static func host(_ record: Host) -> JSON {
        [
            "id": .integer(record.id.rawValue),
            "kind": .string(record.kind),
            "name": .string(record.name),
            "address": .optional(record.address),
            "ssh_port": .integer(record.sshPort),
            "ssh_user": .string(record.sshUser),
            "host_key_fingerprint": .string(record.fingerprint),
            "state": .string(record.state),
            "owner": .optional(record.owner),
            "owner_email": .optional(record.ownerEmail),
            "shared": .bool(record.isShared),
            "capacity": record.capacity.map(resources) ?? .null,
            "reserved": resources(record.reserved),
            "workspaces": .array(record.workspaces.map(JSON.string)),
            "created_at": .moment(record.createdAt),
        ]
    }

    private static func resources(_ resources: Resources) -> JSON {
        [
            "vcpu": .integer(Int64(resources.vcpu)), "ram_gb": .integer(Int64(resources.ramGB)),
            "storage_gb": .integer(Int64(resources.storageGB)),
        ]
    }

    /// With who made it, for the staff.
    static func madeEnrolment(_ record: Enrolment) -> JSON {
        enrolment(record).adding([.init("created_by_email", .optional(record.makerEmail))])
    }

    static func enrolment(_ enrolment: Enrolment) -> JSON {
        [
            "id": .integer(enrolment.id),
            "name": .string(enrolment.name),
            "state": .string(enrolment.state),
            "shared": .bool(enrolment.isShared),
            "created_at": .moment(enrolment.createdAt),
            "expires_at": .moment(enrolment.expiresAt),
            "address": .optional(enrolment.report?.address),
            "ssh_port": .optional(enrolment.report?.port),
            "ssh_user": .optional(enrolment.report?.user),
            "host_key_fingerprint": .optional(enrolment.report?.fingerprint),
            "attempts": .integer(enrolment.attempts),
            "detail": .string(enrolment.detail),
            "host": .optional(enrolment.host),
        ]
    }
}
