internal import FoundationEssentials

/// A file of the bundle that is JSON.
protocol JSONDocument: Encodable {}

extension JSONDocument {
    /// The document as text whose bytes depend on nothing but its content, with a final line break.
    ///
    /// - Throws: ``BundleError`` when it cannot be written as JSON.
    func encoded() throws(BundleError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do { return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n" } catch {
            throw BundleError(.archive, "\(Self.self) cannot be written as JSON.")
        }
    }
}
