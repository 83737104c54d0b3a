internal import Services
package import Workspaces

extension WorkspaceRow {
    /// More than any machine has; a larger number is a typing error, not a size.
    private static let largestAmount = 1_000_000

    /// The row's request.
    ///
    /// - Parameter defaultRegion: the region used if the row has none.
    /// - Throws: ``RefusedRow`` for the first invalid column.
    package func checked(defaultRegion: String) throws(RefusedRow) -> WorkspaceSpecification {
        WorkspaceSpecification(
            number: number,
            id: try checkedID(),
            name: name ?? "",
            owner: try checkedOwner(),
            deploymentType: try checkedDeploymentType(),
            region: try checkedRegion(default: defaultRegion),
            resources: Resources(
                vcpu: try amount(vcpu, column: "vcpu"),
                ramGB: try amount(ramGB, column: "ram_gb"),
                storageGB: try amount(storageGB, column: "storage_gb")
            ),
            tier: tier ?? "starter",
            features: try features(),
            keepForDebuggingHours: try keepForDebuggingHours()
        )
    }

    /// Values that the client may have meant differently, one sentence each. The features belong to the client, so no
    /// value of them is an error.
    package var warnings: [String] {
        guard case .object(let object)? = configuration, case .object(let features)? = object["features"] else {
            return []
        }
        return WorkspaceService.all.filter(\.isOptional).compactMap { service in
            switch features[service.name] {
            case nil, .null, .bool: nil
            case .integer, .double, .string, .array, .object:
                "config_data.features.\(service.name) is neither true nor false, so \(service.title) is left out. To have it, set it to true and rebuild the workspace."
            }
        }
    }

    private func checkedID() throws(RefusedRow) -> WorkspaceID {
        guard let id = WorkspaceID(workspaceID ?? "") else {
            throw refusal("workspace_id", workspaceID, "'ws' and 5 to 18 of a-z and 0-9, such as ws7x2k4")
        }
        return id
    }

    private func checkedOwner() throws(RefusedRow) -> Int64 {
        guard let owner else { throw refusal("owner_id", nil, "the id of a row in meta_users") }
        return owner
    }

    private func checkedDeploymentType() throws(RefusedRow) -> DeploymentType {
        guard let type = DeploymentType(rawValue: deploymentType ?? "") else {
            let allowed = DeploymentType.allCases.map(\.rawValue).joined(separator: " and ")
            throw refusal("deployment_type", deploymentType, allowed)
        }
        return type
    }

    private func checkedRegion(default defaultRegion: String) throws(RefusedRow) -> String {
        let region = region ?? ""
        guard !region.isEmpty else { return defaultRegion }
        let isSlug = region.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
        }
        guard isSlug else { throw refusal("region", region, "region slugs such as nyc3, or empty for the default") }
        return region
    }

    private func amount(_ value: Int?, column: String) throws(RefusedRow) -> Int {
        guard let value, (1...Self.largestAmount).contains(value) else {
            throw refusal(column, value.map(String.init), "whole numbers from 1 to \(Self.largestAmount)")
        }
        return value
    }

    private func features() throws(RefusedRow) -> WorkspaceFeatures {
        switch configuration {
        case nil, .null: return Self.features(in: [:])
        case .object(let object):
            guard case .object(let features)? = object["features"] else { return Self.features(in: [:]) }
            return Self.features(in: features)
        case .bool, .integer, .double, .string, .array:
            throw RefusedRow(
                column: "config_data",
                message: "config_data is not a JSON object; write an object such as {} and ask again."
            )
        }
    }

    /// An answer for every optional service: earlier versions need Neo4j's.
    private static func features(in object: [String: JSONValue]) -> WorkspaceFeatures {
        let names = WorkspaceService.all.filter(\.isOptional).map(\.name)
        return WorkspaceFeatures(Dictionary(uniqueKeysWithValues: names.map { ($0, object[$0] == .bool(true)) }))
    }

    private func keepForDebuggingHours() throws(RefusedRow) -> Int? {
        guard case .object(let object)? = configuration, case .object(let features)? = object["features"],
            let value = features["keep_for_debugging_hours"], value != .null
        else { return nil }
        guard case .integer(let hours) = value, (1...Int64(WorkspaceSpecification.longestKeepHours)).contains(hours)
        else {
            throw RefusedRow(
                column: "config_data",
                message: "config_data.features.keep_for_debugging_hours is not a whole number from 1 to "
                    + "\(WorkspaceSpecification.longestKeepHours). Correct the row and try again."
            )
        }
        return Int(hours)
    }

    private func refusal(_ column: String, _ value: String?, _ allowed: String) -> RefusedRow {
        let shown = value.map { "'\($0.prefix(60))'" } ?? "empty"
        return RefusedRow(
            column: column,
            message: "\(column) is \(shown); allowed are \(allowed). Correct the row and try again."
        )
    }
}
