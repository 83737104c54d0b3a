/// The public name of a workspace: `ws` and five or more of `[a-z0-9]`, at most 20 characters, e.g. `ws7x2k4`.
///
/// It is safe as a file name, a Unix user, a DNS label, part of a systemd unit name and part of a database name.
package struct WorkspaceID: Hashable, Codable, Sendable, CustomStringConvertible {
    /// The maximum length of the column `workspaces.workspace_id`.
    package static let maximumLength = 20

    /// The text, e.g. `ws7x2k4`.
    package let rawValue: String

    /// Returns nil unless `text` has the form in the contract.
    package init?(_ text: String) {
        let suffix = text.utf8.dropFirst(2)
        guard text.hasPrefix("ws"), suffix.count >= 5, text.utf8.count <= Self.maximumLength,
            suffix.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) })
        else { return nil }
        self.rawValue = text
    }

    /// Decodes the text and checks its form.
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let value = Self(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a workspace id")
            )
        }
        self = value
    }

    /// Encodes the text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    /// The text.
    package var description: String { rawValue }
}
