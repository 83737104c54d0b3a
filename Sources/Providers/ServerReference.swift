/// A server that a create call has named.
public struct ServerReference: Hashable, Codable, Sendable {
    /// The provider's id.
    public var id: String
    /// Its name.
    public var name: String
    /// The provider's id of the create action, when it is known: the action decides, not a 404.
    public var createActionID: String?

    /// Names each field.
    public init(id: String, name: String, createActionID: String?) {
        self.id = id
        self.name = name
        self.createActionID = createActionID
    }
}
