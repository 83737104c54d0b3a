internal import Orchestrator
internal import Postgres
internal import Services
internal import Workspaces

/// Building, and building anew.
extension RequestIntake {
    func provision(_ request: StoredRequest, _ known: KnownWorkspace?) async throws {
        if let known {
            if let live = known.liveOperation { return try await provision(request, after: live) }
            guard known.status != WorkspaceStatus.active.rawValue else {
                guard try await !rebuild(request) else { return }
                return try await log(.info, "A provision was asked for; the workspace is active already.", for: request)
            }
        }
        guard var row = try await loadRow(request.workspace) else { return }
        row.apply(try request.readOptions())
        try await connection.query("DELETE FROM moorage.unmanaged_workspaces WHERE number = \(request.workspace)")
        do {
            let specification = try row.checked(defaultRegion: settings.defaultRegion)
            try await record(specification, isNew: known == nil)
            try await start(.provision, of: specification.number, owner: specification.owner, after: .zero, priority: 0)
            try await log(
                .info,
                "Accepted: \(specification.deploymentType.rawValue) workspace \(specification.id).",
                data: Self.data(of: specification),
                for: request
            )
            for warning in row.warnings { try await log(.warning, warning, for: request) }
        } catch let refusal as RefusedRow {
            try await refuse(row, because: refusal, request)
        }
    }

    /// A provision that is asked for while something is under way: it is that, or it begins after it.
    func provision(_ request: StoredRequest, after live: KnownWorkspace.LiveOperation) async throws {
        guard live.step.isTeardown || live.kind == .decommission else {
            return try await log(
                .info,
                "A provision was asked for; one is under way already (operation \(live.id), \(live.kind.rawValue), step "
                    + "\(live.step.rawValue)).",
                for: request
            )
        }
        // What was kept for debugging makes room.
        if live.step == .keepForDebugging { try await askToCancel(live.id) }
        try await repeatRequest(request, after: live.id)
        try await log(
            .info,
            "A provision was asked for; it begins when operation \(live.id) has removed what exists.",
            for: request
        )
    }

    /// A droplet that is gone cannot be repaired: what is left of the workspace goes, and it is built anew.
    func rebuild(_ request: StoredRequest) async throws -> Bool {
        let isGone = try await connection.query(
            """
            SELECT EXISTS (SELECT FROM moorage.drift
                WHERE workspace_number = \(request.workspace) AND kind = 'server_gone')
            """
        ).decodeOnly(Bool.self)
        guard isGone else { return false }
        try await setStatus(.decommissioning, of: request.workspace)
        let operation = try await start(.decommission, of: request.workspace, owner: nil, after: .zero, priority: 10)
        try await repeatRequest(request, after: operation)
        try await log(
            .info,
            "A provision was asked for; the droplet is gone, so what is left of the workspace is removed first.",
            for: request
        )
        return true
    }

    static func data(of specification: WorkspaceSpecification) -> [String: JSONValue] {
        let steps = OperationProgress.steps(kind: .provision, type: specification.deploymentType)
        return [
            "name": .string(specification.name), "region": .string(specification.region),
            "vcpu": .integer(Int64(specification.resources.vcpu)),
            "ram_gb": .integer(Int64(specification.resources.ramGB)),
            "storage_gb": .integer(Int64(specification.resources.storageGB)),
            "step": .string(OperationStep.accept.rawValue), "number": 1, "of": .integer(Int64(steps.count)),
        ]
    }

    func record(_ specification: WorkspaceSpecification, isNew: Bool) async throws {
        try await connection.query(
            """
            INSERT INTO moorage.workspaces (number, workspace_id, specification, status)
            VALUES (\(specification.number), \(specification.id.rawValue), \(PostgresJSON(specification)), 'provisioning')
            ON CONFLICT (number) DO UPDATE SET
                specification = excluded.specification, workspace_id = excluded.workspace_id,
                status = 'provisioning', generation = moorage.workspaces.generation + 1,
                decommissioned_at = NULL, provisioned_at = NULL, provisioning = NULL,
                version = moorage.workspaces.version + 1, row_version = moorage.workspaces.row_version + 1
            """
        )
    }

    func refuse(_ row: WorkspaceRow, because refusal: RefusedRow, _ request: StoredRequest) async throws {
        try await recordFailure(
            of: row.number,
            workspaceID: row.workspaceID ?? "",
            LogLine(.error, refusal.message, data: ["column": .string(refusal.column)])
        )
    }

    /// Of `config_data` only its type and the known features are read: the rest is the client's, and may be anything
    /// that JSON allows and a JSON decoder does not.
    func loadRow(_ number: WorkspaceNumber) async throws -> WorkspaceRow? {
        try await connection.query(
            """
            SELECT workspace_id, name, owner_id, deployment_type, region, vcpu, ram_gb, storage_gb,
                subscription_tier, json_typeof(config_data::json),
                (SELECT json_object_agg(name, CASE json_typeof(feature)
                    WHEN 'boolean' THEN feature ELSE to_json(feature #>> '{}') END)
                FROM unnest(\(WorkspaceService.all.filter(\.isOptional).map(\.name))::text[]) AS name,
                    LATERAL (SELECT config_data::json #> ARRAY['features', name]) AS value (feature)
                WHERE json_typeof(feature) <> 'null')::text,
                config_data::json #>> '{features,keep_for_debugging_hours}'
            FROM public.workspaces WHERE id = \(number)
            """
        ).decodeFirst(
            (String?, String?, Int64?, String?, String?, Int?, Int?, Int?, String?, String?, String?, String?).self
        ).map { row in
            WorkspaceRow(
                number: number,
                workspaceID: row.0,
                name: row.1,
                owner: row.2,
                deploymentType: row.3,
                region: row.4,
                vcpu: row.5,
                ramGB: row.6,
                storageGB: row.7,
                tier: row.8,
                configuration: Self.configuration(type: row.9, features: row.10, keepHours: row.11)
            )
        }
    }

    static func configuration(type: String?, features known: String?, keepHours: String?) -> JSONValue? {
        guard let type, type != "null" else { return nil }
        guard type == "object" else { return .array([]) }
        var features: [String: JSONValue] = [:]
        if let known, case .object(let answers)? = JSONValue(parsing: Array(known.utf8), deepest: 1) { features = answers }
        if let keepHours {
            features["keep_for_debugging_hours"] = Int64(keepHours).map { .integer($0) } ?? .string(keepHours)
        }
        return .object(["features": .object(features)])
    }
}
