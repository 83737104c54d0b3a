import FoundationEssentials
import Testing

/// The files under `Golden/`. `MOORAGE_WRITE_GOLDEN=1 swift test --filter TelemetryTests` rewrites them.
enum Golden {
    private static let folder = "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/") + "/Golden/"

    /// Expects `content` to equal the file, byte for byte.
    static func compare(_ content: String, with name: String) throws {
        if ProcessInfo.processInfo.environment["MOORAGE_WRITE_GOLDEN"] == "1" {
            #expect(FileManager.default.createFile(atPath: folder + name, contents: Data(content.utf8)))
        }
        let golden = try #require(FileManager.default.contents(atPath: folder + name), "\(name) is not under Golden/")
        #expect(content == String(decoding: golden, as: UTF8.self), "differs from Golden/\(name)")
    }
}
