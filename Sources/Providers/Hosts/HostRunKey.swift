/// The name of a run on a host: `[a-z0-9-]`, at most 100 characters, so that it fits a unit name and a folder name.
package struct HostRunKey: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
    /// The text.
    package let rawValue: String

    /// Wraps a key that the orchestrator made.
    package init(rawValue: String) { self.rawValue = rawValue }

    /// The text.
    package var description: String { rawValue }
}
