public import WorkspaceModel

/// A row of `public.workspaces` as a client wrote it: nothing in it is checked.
public struct WorkspaceRow: Hashable, Sendable {
    /// `id`.
    public var number: WorkspaceNumber
    /// `workspace_id`.
    public var workspaceID: String?
    /// `name`.
    public var name: String?
    /// `owner_id`.
    public var owner: Int64?
    /// `deployment_type`.
    public var deploymentType: String?
    /// `region`.
    public var region: String?
    /// `vcpu`.
    public var vcpu: Int?
    /// `ram_gb`.
    public var ramGB: Int?
    /// `storage_gb`.
    public var storageGB: Int?
    /// `subscription_tier`.
    public var tier: String?
    /// `config_data`; nil when it is SQL null.
    public var configuration: JSONValue?

    /// Names each field.
    public init(
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

    /// Lets an option of the request stand before the same feature of the row.
    public mutating func apply(_ options: JSONValue?) {
        guard case .object(let options)? = options, let hours = options["keep_for_debugging_hours"] else { return }
        var object: [String: JSONValue] = [:]
        switch configuration {
        case nil, .null: break
        case .object(let present): object = present
        // Refused for what it is.
        case .bool, .integer, .double, .string, .array: return
        }
        var features: [String: JSONValue] = [:]
        if case .object(let present)? = object["features"] { features = present }
        features["keep_for_debugging_hours"] = hours
        object["features"] = .object(features)
        configuration = .object(object)
    }
}
