/// A workspace to be, checked.
package struct NewWorkspace: Sendable {
    /// Any text of at most 100 characters.
    package var name: String
    /// `cloud` or `bare_metal`.
    package var deploymentType: String
    /// A region's slug; empty for the default.
    package var region: String
    /// What it needs of a machine.
    package var resources: Resources
    /// The client's own settings.
    package var configuration: [String: JSONValue]

    package init(
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
    package struct Repetition: Sendable {
        /// The client's own key.
        package var key: String
        /// A digest of the request.
        package var digest: [UInt8]

        package init(key: String, digest: [UInt8]) {
            self.key = key
            self.digest = digest
        }
    }

    /// How it ended.
    package enum Outcome: Sendable {
        /// The row exists now, which is the request.
        case made(Workspace)
        /// The same request was made before, and this is what it made.
        case repeated(Workspace)
        /// The key was used for another request, or what it made is gone.
        case keyTaken
        /// The user has as many as allowed.
        case limitReached(count: Int64, limit: Int64)
    }
}
