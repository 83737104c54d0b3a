import Foundation
import Testing

/// The recipes of docs/extending.md name files that exist.
@Suite struct ExtendingTests {
    @Test func `each file that a recipe changes exists`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL
        let page = try String(contentsOf: root.appending(path: "docs/extending.md"), encoding: .utf8)
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") && !$0.contains("(new") }
        let paths = rows.flatMap { $0.matches(of: /`([^`<]+\/[^`<]+\.[a-z]+)`/).map { String($0.1) } }
        #expect(paths.count > 30)
        for path in paths {
            let places = [path, "Sources/\(path)"].map { root.appending(path: $0).path }
            #expect(places.contains(where: FileManager.default.fileExists), "\(path)")
        }
    }
}
