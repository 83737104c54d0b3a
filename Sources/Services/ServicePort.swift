/// A port of a workspace's block.
///
/// It is stored and returned by name, so `ServicePort(rawValue:)` knows only the ports of ``WorkspaceService/all``.
package struct ServicePort: RawRepresentable, Hashable, Codable, CodingKeyRepresentable, Sendable, CaseIterable {
    /// Its name in the contract (section 2).
    package let rawValue: String
    /// The port at offset 0.
    package let base: Int

    /// Declares a port; a service names it in one of its health checks.
    package init(_ name: String, base: Int) {
        self.rawValue = name
        self.base = base
    }

    /// Nil if no service has a port with that name.
    package init?(rawValue: String) {
        guard let port = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = port
    }

    /// The ports of all services, ordered by name.
    package static let allCases = WorkspaceService.all.flatMap(\.ports).sorted { $0.rawValue < $1.rawValue }
}
