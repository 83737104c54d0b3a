public import WorkspaceModel

/// A workspace to be, checked.
public struct NewWorkspace: Sendable {
    /// Any text of at most 100 characters.
    public var name: String
    /// `cloud` or `bare_metal`.
    public var deploymentType: String
    /// A region's slug; empty for the default.
    public var region: String
    /// What it needs of a machine.
    public var resources: Resources
    /// The client's own settings.
    public var configuration: [String: JSONValue]

    /// Names each field.
    public init(
        name: String,
        deploymentType: String,
        region: String,
        resources: Resources,
        configuration: [String: JSONValue]
    ) {
        self.name = name
        self.deploymentType = deploymentType
        self.region = region
        self.resources = resources
        self.configuration = configuration
    }

    /// What makes a repeated request the same one.
    public struct Repetition: Sendable {
        /// The client's own key.
        public var key: String
        /// A digest of the request.
        public var digest: [UInt8]

        /// Names both.
        public init(key: String, digest: [UInt8]) {
            self.key = key
            self.digest = digest
        }
    }

    /// How it ended.
    public enum Outcome: Sendable {
        /// The row exists now, which is the request.
        case made(WorkspaceRecord)
        /// The same request was made before, and this is what it made.
        case repeated(WorkspaceRecord)
        /// The key was used for another request, or what it made is gone.
        case keyTaken
        /// The user has as many as allowed.
        case limitReached(count: Int64, limit: Int64)
    }
}
