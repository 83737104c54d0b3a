/// An operation with its workspace and its age.
public struct LiveOperation: Sendable {
    /// The workspace, with the operation in it.
    public var workspace: WorkspaceRecord
    /// Seconds since it was asked for.
    public var age: Int64
    /// Seconds since its step began.
    public var stepAge: Int64

    /// Names each field.
    public init(workspace: WorkspaceRecord, age: Int64, stepAge: Int64) {
        self.workspace = workspace
        self.age = age
        self.stepAge = stepAge
    }
}
