package import Workspaces

/// A live workspace, as a drift check looks at it.
package struct DriftSubject: Hashable, Sendable {
    /// Its number.
    package var number: WorkspaceNumber
    /// Its public name.
    package var workspace: WorkspaceID
    /// Where it is, and what it has there.
    package var site: Site

    package init(number: WorkspaceNumber, workspace: WorkspaceID, site: Site) {
        self.number = number
        self.workspace = workspace
        self.site = site
    }
}
