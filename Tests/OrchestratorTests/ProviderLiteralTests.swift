import Foundation
import Testing

/// Only a provider's own folder names it; the engine takes its words from ``ProviderWords``.
@Suite("The engine's sources")
struct ProviderLiteralTests {
    /// Names that clients rely on: a column, and a kind of finding.
    private static let contract: Set<String> = [
        #"static let serverIDColumn = "droplet_id""#, #"case serverID = "droplet_id""#, #"case server = "droplet""#,
    ]

    @Test("name no provider", arguments: ["Sources/Orchestrator", "Sources/Workspaces/Words"])
    func literals(folder: String) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
        let files = try #require(
            FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil)
        )
        var count = 0
        for case let file as URL in files
        where file.pathExtension == "swift" && file.lastPathComponent != "ProviderWords.swift" {
            count += 1
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            for line in lines.map({ $0.trimmingCharacters(in: .whitespaces) }) where !Self.contract.contains(line) {
                #expect(
                    line.lowercased().firstMatch(of: /droplet|digital.?ocean|hetzner/) == nil,
                    "\(file.lastPathComponent): \(line)"
                )
            }
        }
        #expect(count > 5)
    }
}
