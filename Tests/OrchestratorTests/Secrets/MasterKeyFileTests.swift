import Foundation
import Orchestrator
import Testing
import Workspaces

@Suite("Master key file")
struct MasterKeyFileTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "moorage-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func write(_ text: String, to path: String, mode: Int = 0o600) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? NSNumber).intValue
    }

    private func code(_ body: () throws -> Secret<[UInt8]>) -> SecretsFailure.Code? {
        do {
            _ = try body()
            return nil
        } catch { return (error as? SecretsFailure)?.code }
    }

    private let key = String(repeating: "AAAA", count: 10) + "AAA="

    @Test("a generated key is the same when it is loaded, and readable only by its owner")
    func mint() throws {
        try withFolder { folder in
            let file = MasterKeyFile(path: folder + "/master.key")
            let minted = try file.mint()
            #expect(try file.read() == minted)
            #expect(try mode(file.path) == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["master.key"])
            #expect(try String(contentsOfFile: file.path, encoding: .utf8).utf8.count == 45)
            #expect(try MasterKeyFile(path: folder + "/other.key").mint() != minted)
        }
    }

    @Test("generating never replaces a file, and leaves nothing behind")
    func mintOver() throws {
        try withFolder { folder in
            let file = MasterKeyFile(path: folder + "/master.key")
            try write("precious", to: file.path)
            #expect(code(file.mint) == .unusableFile)
            #expect(try String(contentsOfFile: file.path, encoding: .utf8) == "precious")
            #expect(code(MasterKeyFile(path: file.path + "/x/y").mint) == .unusableFile)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["master.key"])
        }
    }

    @Test("a stricter mode is accepted, and an open one is refused with a remedy", arguments: [0o600, 0o400, 0o700])
    func strict(mode: Int) throws {
        try withFolder { folder in
            try write(key, to: folder + "/k", mode: mode)
            #expect(code(MasterKeyFile(path: folder + "/k").read) == nil)
        }
    }

    @Test("a mode that admits others is refused", arguments: [0o640, 0o604, 0o660, 0o666, 0o601, 0o620])
    func open(mode: Int) throws {
        try withFolder { folder in
            try write(key, to: folder + "/k", mode: mode)
            #expect {
                try MasterKeyFile(path: folder + "/k").read()
            } throws: { error in
                (error as? SecretsFailure)?.code == .exposedKey && "\(error)".contains("chmod 600")
            }
        }
    }

    @Test("a link is followed, and the mode of its target counts")
    func link() throws {
        try withFolder { folder in
            try write(key, to: folder + "/k", mode: 0o640)
            try FileManager.default.createSymbolicLink(atPath: folder + "/l", withDestinationPath: folder + "/k")
            #expect(code(MasterKeyFile(path: folder + "/l").read) == .exposedKey)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder + "/k")
            #expect(code(MasterKeyFile(path: folder + "/l").read) == nil)
        }
    }

    @Test(
        "an invalid key is refused without being printed",
        arguments: ["", "sentinel", "AAAA", String(repeating: "A", count: 5000), "AAA=\nAAA="]
    )
    func malformed(text: String) throws {
        try withFolder { folder in
            try write(text, to: folder + "/k")
            #expect {
                try MasterKeyFile(path: folder + "/k").read()
            } throws: { error in
                (error as? SecretsFailure)?.code == .malformedKey && !"\(error)".contains("sentinel")
            }
        }
    }

    @Test("a missing file and a folder are distinguished")
    func missing() throws {
        try withFolder { folder in
            #expect(code(MasterKeyFile(path: folder + "/no").read) == .missingKey)
            #expect(code(MasterKeyFile(path: folder).read) == .unusableFile)
        }
    }
}
