/// A server that a create call has named.
package struct ServerReference: Hashable, Codable, Sendable {
    /// The provider's id.
    package var id: String
    /// Its name.
    package var name: String
    /// The provider's id of the create action, when it is known: the action decides, not a 404.
    package var createActionID: String?

    package init(id: String, name: String, createActionID: String?) {
        self.id = id
        self.name = name
        self.createActionID = createActionID
    }
}
