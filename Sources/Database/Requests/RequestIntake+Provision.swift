internal import Orchestrator
internal import Postgres
internal import Services
internal import Workspaces

/// Reads a workspace's row and begins to build it.
extension RequestIntake {
    /// Begins a provision, unless the row can never be fulfilled.
    func build(_ request: StoredRequest) async throws {
        guard var row = try await loadRow(request.workspace) else { return }
        row.apply(try request.readOptions())
        try await connection.query("DELETE FROM moorage.unmanaged_workspaces WHERE number = \(request.workspace)")
        do {
            let specification = try row.checked(defaultRegion: settings.defaultRegion)
            try await record(specification)
            _ = try await insert(.provision, of: specification.number, owner: specification.owner, after: .zero)
            let accepted = LogLine(
                .info,
                "Accepted: \(specification.deploymentType.rawValue) workspace \(specification.id).",
                data: Self.data(of: specification)
            )
            let lines = [accepted] + row.warnings.map { LogLine(.warning, $0) }
            try await connection.query(PostgresOperationStore.appendLogs(lines, to: request.workspace))
        } catch let refusal as RefusedRow {
            try await recordFailure(
                of: row.number,
                workspaceID: row.workspaceID ?? "",
                LogLine(.error, refusal.message, data: ["column": .string(refusal.column)])
            )
        }
    }

    private static func data(of specification: WorkspaceSpecification) -> [String: JSONValue] {
        let steps = OperationKind.provision.steps(on: specification.deploymentType)
        return [
            "name": .string(specification.name), "region": .string(specification.region),
            "vcpu": .integer(Int64(specification.resources.vcpu)),
            "ram_gb": .integer(Int64(specification.resources.ramGB)),
            "storage_gb": .integer(Int64(specification.resources.storageGB)),
            "step": .string(OperationStep.accept.rawValue), "number": 1, "of": .integer(Int64(steps.count)),
        ]
    }

    private func record(_ specification: WorkspaceSpecification) async throws {
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

    /// Only the type and the known features of `config_data` are read. The rest belongs to the client, and may be any
    /// JSON, even JSON that a decoder does not accept.
    private func loadRow(_ number: WorkspaceNumber) async throws -> WorkspaceRow? {
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

    private static func configuration(type: String?, features known: String?, keepHours: String?) -> JSONValue? {
        guard let type, type != "null" else { return nil }
        guard type == "object" else { return .array([]) }
        var features: [String: JSONValue] = [:]
        if let known, case .object(let answers)? = JSONValue(parsing: Array(known.utf8), deepest: 1) {
            features = answers
        }
        if let keepHours {
            features["keep_for_debugging_hours"] = Int64(keepHours).map { .integer($0) } ?? .string(keepHours)
        }
        return .object(["features": .object(features)])
    }
}
