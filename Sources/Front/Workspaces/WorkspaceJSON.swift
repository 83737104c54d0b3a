internal import PortAllocator
internal import Services
internal import Workspaces

/// Workspaces as the document shows them, with more behind the documented fields.
enum WorkspaceJSON {
    static func workspace(_ record: Workspace) -> JSON {
        [
            "id": .integer(record.number.rawValue),
            "workspace_id": .string(record.workspaceID),
            "name": .string(record.name),
            "owner": .optional(record.owner),
            "owner_email": .optional(record.ownerEmail),
            "deployment_type": .string(record.deploymentType),
            "status": .string(record.status),
            "instance_url": .string(record.instanceURL),
            "tailscale_url": .string(record.tailscaleURL),
            "ip_address": .optional(record.ipAddress),
            "vcpu": .integer(Int64(record.resources.vcpu)),
            "ram_gb": .integer(Int64(record.resources.ramGB)),
            "storage_gb": .integer(Int64(record.resources.storageGB)),
            "monthly_cost": .string(record.monthlyCost),
            "created_at": record.createdAt.map { .moment($0) } ?? "",
            "port_allocation": ports(record),
            "region": .string(record.region),
            "subscription_tier": .string(record.tier),
            "updated_at": .optional(record.updatedAt),
            "provisioned_at": .optional(record.provisionedAt),
            "decommissioned_at": .optional(record.decommissionedAt),
            "operation": record.operation.map { operation($0, type: record.deploymentType) } ?? .null,
            "recorded_ports": .object(
                record.ports.sorted { $0.key < $1.key }.map { .init($0.key, .integer(Int64($0.value))) }
            ),
        ]
    }

    /// The recorded ports; before they are chosen, and for services that the workspace does without, those of the block.
    static func ports(_ record: Workspace) -> JSON {
        guard let id = WorkspaceID(record.workspaceID) else { return .object([]) }
        return .object(
            block(id, record.ports).map { service, port in
                .init(service.rawValue, .integer(Int64(record.ports[service.rawValue] ?? port)))
            }
        )
    }

    /// All services' ports in the recorded block, or in the one that is taken whenever it is free.
    static func block(_ id: WorkspaceID, _ recorded: [String: Int]) -> [(ServicePort, Int)] {
        let plan = PortPlan.contract
        let base = PortOffset(rawValue: 0).map { plan.block(at: $0).ports } ?? [:]
        let offset = recorded.compactMap { name, port in
            ServicePort(rawValue: name).flatMap { base[$0] }.flatMap { PortOffset(rawValue: port - Int($0.rawValue)) }
        }
        let ports = offset.first.map { plan.block(at: $0).ports } ?? PortBlockAllocator().preferredBlock(for: id).ports
        return ServicePort.allCases.compactMap { service in ports[service].map { (service, Int($0.rawValue)) } }
    }

    /// What is under way: the step, which of how many, and what it waits for.
    static func operation(_ operation: Operation, type: String) -> JSON {
        let place = place(operation, type)
        return [
            "kind": .string(operation.kind),
            "step": .string(operation.step),
            "step_number": .optional(place?.number),
            "step_count": .optional(place?.count),
            "attempt": .integer(operation.attempt),
            "created_at": .moment(operation.createdAt),
            "step_started_at": .moment(operation.stepStartedAt),
            "cancel_requested": .bool(operation.isCancelled),
            "waiting_on": operation.wait.map(wait) ?? .null,
        ]
    }

    static func wait(_ wait: Operation.Wait) -> JSON {
        [
            "kind": .string(wait.kind), "detail": .string(wait.detail), "unblock": .string(wait.unblock),
            "since": .moment(wait.since, .microseconds), "next_check_at": .moment(wait.nextCheckAt, .microseconds),
        ]
    }

    /// Step n of m; nil for a step off the usual path.
    static func place(_ operation: Operation, _ type: String) -> (number: Int, count: Int)? {
        guard let step = OperationStep(rawValue: operation.step), let kind = OperationKind(rawValue: operation.kind),
            let type = DeploymentType(rawValue: type)
        else { return nil }
        return kind.place(of: step, on: type)
    }
}
