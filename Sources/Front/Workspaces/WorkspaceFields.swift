internal import Workspaces

/// The fields of a workspace that a client sets. The daemon's own check of a row accepts everything that passes here.
enum WorkspaceFields {
    /// More than any machine has, and the limit of the column.
    private static let largestAmount: Int64 = 1_000_000

    static let name = Field.name(1...100, required: true, "Any name, not blank.")
    static let deploymentType = Field(
        "deployment_type",
        .choice(DeploymentType.allCases.map(\.rawValue)),
        required: true,
        "On a rented server of its own, or on a registered host."
    )
    static let region = Field(
        "region",
        .text(0...50),
        pattern: "^[a-z0-9-]*$",
        "A region's slug such as nyc3; empty for the default."
    )
    static let vcpu = Field("vcpu", .integer(1...largestAmount), "Processors; 2 when absent.")
    static let ramGB = Field("ram_gb", .integer(1...largestAmount), "Memory in GB; 4 when absent.")
    static let storageGB = Field("storage_gb", .integer(1...largestAmount), "Disk in GB; 50 when absent.")
    static let configuration = Field(
        "config_data",
        .object(16_384),
        "The client's own settings; features selects the workspace's optional services. The key provisioning belongs to Moorage."
    )

    static let all = [name, deploymentType, region, vcpu, ramGB, storageGB, configuration]

    /// The request in a body.
    static func workspace(_ fields: Fields) throws(APIError) -> NewWorkspace {
        let region = try fields.optionalText(region) ?? ""
        guard region.utf8.allSatisfy({ $0.isASCIILowercaseOrDigit || $0 == 0x2D }) else {
            throw .field("region", "must be a region's slug such as nyc3, or empty for the default.")
        }
        var settings = try fields.optionalObject(configuration) ?? [:]
        settings["provisioning"] = nil
        guard let type = DeploymentType(rawValue: try fields.text(deploymentType)) else {
            throw .field(deploymentType.name, "is unknown.")
        }
        return NewWorkspace(
            name: try fields.text(name),
            deploymentType: type,
            region: region,
            resources: Resources(
                vcpu: Int(try fields.optionalInteger(vcpu) ?? 2),
                ramGB: Int(try fields.optionalInteger(ramGB) ?? 4),
                storageGB: Int(try fields.optionalInteger(storageGB) ?? 50)
            ),
            configuration: settings
        )
    }
}
