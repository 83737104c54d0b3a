/// An operation with its workspace and its age.
package struct LiveOperation: Sendable {
    /// The workspace, with the operation in it.
    package var workspace: Workspace
    /// Seconds since it was asked for.
    package var age: Int64
    /// Seconds since its step began.
    package var stepAge: Int64

    package init(workspace: Workspace, age: Int64, stepAge: Int64) {
        self.workspace = workspace
        self.age = age
        self.stepAge = stepAge
    }
}
