package import Workspaces

/// A row of `public.workspaces` as a client wrote it, unchecked.
package struct WorkspaceRow: Hashable, Sendable {
    /// `id`.
    package var number: WorkspaceNumber
    /// `workspace_id`.
    package var workspaceID: String?
    /// `name`.
    package var name: String?
    /// `owner_id`.
    package var owner: Int64?
    /// `deployment_type`.
    package var deploymentType: String?
    /// `region`.
    package var region: String?
    /// `vcpu`.
    package var vcpu: Int?
    /// `ram_gb`.
    package var ramGB: Int?
    /// `storage_gb`.
    package var storageGB: Int?
    /// `subscription_tier`.
    package var tier: String?
    /// `config_data`; nil if it is SQL null.
    package var configuration: JSONValue?

    package init(
        number: WorkspaceNumber,
        workspaceID: String?,
        name: String?,
        owner: Int64?,
        deploymentType: String?,
        region: String?,
        vcpu: Int?,
        ramGB: Int?,
        storageGB: Int?,
        tier: String?,
        configuration: JSONValue?
    ) {
        self.number = number
        self.workspaceID = workspaceID
        self.name = name
        self.owner = owner
        self.deploymentType = deploymentType
        self.region = region
        self.vcpu = vcpu
        self.ramGB = ramGB
        self.storageGB = storageGB
        self.tier = tier
        self.configuration = configuration
    }

    /// Lets an option of the request override the same feature of the row.
    package mutating func apply(_ options: JSONValue?) {
        guard case .object(let options)? = options, let hours = options["keep_for_debugging_hours"] else { return }
        var object: [String: JSONValue] = [:]
        switch configuration {
        case nil, .null: break
        case .object(let present): object = present
        // Refused for its content.
        case .bool, .integer, .double, .string, .array: return
        }
        var features: [String: JSONValue] = [:]
        if case .object(let present)? = object["features"] { features = present }
        features["keep_for_debugging_hours"] = hours
        object["features"] = .object(features)
        configuration = .object(object)
    }
}

/// A row that can never be fulfilled as it is, with the reason and the required change.
package struct RefusedRow: Error, Hashable, Sendable, CustomStringConvertible {
    /// The invalid column.
    package let column: String
    /// The problem, the allowed values and the required change, in one or two plain sentences.
    package let message: String

    /// The message.
    package var description: String { message }
}
