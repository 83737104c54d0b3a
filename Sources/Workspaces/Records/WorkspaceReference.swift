/// How a path names a workspace.
package enum WorkspaceReference: Sendable, Hashable {
    /// By its row's number.
    case number(WorkspaceNumber)
    /// By its public name.
    case name(WorkspaceID)

    /// Returns nil for what is neither a number nor a public name.
    package init?(_ text: String) {
        if let name = WorkspaceID(text) {
            self = .name(name)
        } else if (1...10).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int32(text)
        {
            self = .number(WorkspaceNumber(rawValue: Int64(number)))
        } else {
            return nil
        }
    }
}
