import FoundationEssentials
import Templates
import Testing
import Workspaces

/// Compares every rendered file with the one under `Golden/`, byte for byte.
///
/// `MOORAGE_WRITE_GOLDEN=1 swift test --filter GoldenFile` rewrites them; reviewers then read the diff.
@Suite("Golden files")
struct GoldenFileTests {
    private static let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    private static let isWriting = ProcessInfo.processInfo.environment["MOORAGE_WRITE_GOLDEN"] == "1"

    private func compare(_ content: String, with name: String) throws {
        let path = "/\(Self.folder)/Golden/\(name)"
        if Self.isWriting {
            try Program.write(content, to: path)
        }
        let golden = try #require(FileManager.default.contents(atPath: path), "\(name) is not under Golden/")
        #expect(content == String(decoding: golden, as: UTF8.self), "\(name) differs from Golden/\(name)")
    }

    @Test("each rendered file", arguments: [false, true])
    func files(neo4j: Bool) throws {
        let bundle = try BundleRenderer().render(try Sample.configuration(neo4j: neo4j), secrets: Sample.secrets())
        for file in bundle.files {
            // Files that the feature does not change are stored once.
            let isChanged = ["environment", "neo4j.conf", "neo4j.service", "verify.json"].contains(file.name)
            try compare(file.content.reveal(), with: (neo4j && isChanged ? "neo4j-" : "") + file.name)
        }
        let archive = try Program.untar(bundle.archive.reveal())
        try compare(try #require(archive["manifest.json"]), with: neo4j ? "neo4j-manifest.json" : "manifest.json")
        try compare(try #require(archive["variables.json"]), with: neo4j ? "neo4j-variables.json" : "variables.json")
    }
}
