/// A port of a workspace's block.
///
/// It is stored and answered by its name, so `ServicePort(rawValue:)` knows the ports of ``WorkspaceService/all`` alone.
package struct ServicePort: RawRepresentable, Hashable, Codable, CodingKeyRepresentable, Sendable, CaseIterable {
    /// Its name, by the contract (section 2).
    package let rawValue: String
    /// The port at offset 0.
    package let base: Int

    /// Declares a port; a service names it in one of its health checks.
    package init(_ name: String, base: Int) {
        self.rawValue = name
        self.base = base
    }

    /// Nil when no service has a port of that name.
    package init?(rawValue: String) {
        guard let port = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = port
    }

    /// The ports of all services, ordered by name.
    package static let allCases = WorkspaceService.all.flatMap(\.ports).sorted { $0.rawValue < $1.rawValue }
}
