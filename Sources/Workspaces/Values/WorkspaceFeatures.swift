/// The optional services that a workspace has, by the service's name: read from `config_data.features`.
package struct WorkspaceFeatures: Hashable, Codable, Sendable, ExpressibleByDictionaryLiteral {
    private var answers: [String: Bool]

    package init(_ answers: [String: Bool] = [:]) { self.answers = answers }

    package init(dictionaryLiteral elements: (String, Bool)...) {
        self.answers = Dictionary(elements) { _, last in last }
    }

    /// Whether the workspace has the service.
    package subscript(service: String) -> Bool { answers[service] ?? false }

    /// Decodes the output of ``encode(to:)``.
    package init(from decoder: any Decoder) throws { self.answers = try [String: Bool](from: decoder) }

    /// Writes an object with a boolean for each service.
    package func encode(to encoder: any Encoder) throws { try answers.encode(to: encoder) }
}
