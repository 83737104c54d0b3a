import Foundation
import Testing
import Workspaces

/// Other places that list distributions agree with ``Distribution/all``.
@Suite struct DistributionTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test func `the playbooks have the packages of each distribution and of no other`() throws {
        let folder = Self.root.appending(path: "playbooks/vars").path
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(files.sorted() == Distribution.all.map { "\($0.name).yml" })
    }

    @Test func `the lab can build each of them`() throws {
        let recipe = Self.root.appending(path: "Sources/Lab/Resources/build-base.sh")
        let text = try String(contentsOf: recipe, encoding: .utf8)
        for distribution in Distribution.all { #expect(text.contains(" \(distribution.name)) release=")) }
    }

    @Test(arguments: [
        ("README.md", "or"), ("docs/operating.md", "or"), ("docs/console.md", "and"), ("docs/configuration.md", "and"),
    ])
    func `the pages name all of them`(page: String, conjunction: String) throws {
        let text = try String(contentsOf: Self.root.appending(path: page), encoding: .utf8)
        let words = text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
        #expect(words.contains(Distribution.inWords(conjunction)))
    }

    @Test func `the words are those of a sentence`() {
        #expect(Distribution.inWords("or") == "Debian 12 or 13, or Ubuntu 22.04, 24.04 or 26.04")
    }
}
