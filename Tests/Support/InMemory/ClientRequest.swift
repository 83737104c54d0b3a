/// What a client asks for of a workspace that has a row.
package enum ClientRequest: String, Hashable, Sendable, CaseIterable {
    /// Build it, again if it failed or was taken down.
    case provision
    /// Take it down.
    case decommission
    /// The row is deleted: take down what exists.
    case delete
    /// Stop what is under way.
    case cancel
}
