public import WorkspaceModel

/// A live workspace, as a drift check looks at it.
public struct DriftSubject: Hashable, Sendable {
    /// Its number.
    public var number: WorkspaceNumber
    /// Its public name.
    public var workspace: WorkspaceID
    /// Where it is, and what it has there.
    public var site: Site

    /// Names each field.
    public init(number: WorkspaceNumber, workspace: WorkspaceID, site: Site) {
        self.number = number
        self.workspace = workspace
        self.site = site
    }
}
