import Foundation
import Testing

/// A daemon without its master key, or with one that others can read, does not start, and says what to do.
@Suite struct MasterKeyCommandTests {
    @Test(arguments: ["serve", "doctor"])
    func `a recorded master key that is missing is reported`(command: String) async throws {
        try await CommandDatabase.run { database in
            try await database.prepare()
            try FileManager.default.removeItem(atPath: database.masterKeyFile)
            let result = try await database.moorage(command)
            #expect(result.exitCode == 1)
            #expect(
                result.output.contains(
                    "There is no master key at \(database.masterKeyFile). Restore it from your backup"
                )
            )
            #expect(!FileManager.default.fileExists(atPath: database.masterKeyFile))
        }
    }

    @Test(arguments: ["serve", "doctor"])
    func `a master key that others can read is refused`(command: String) async throws {
        try await CommandDatabase.run { database in
            try await database.prepare()
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: database.masterKeyFile)
            let key = try String(contentsOfFile: database.masterKeyFile, encoding: .utf8)
            let result = try await database.moorage(command)
            #expect(result.exitCode == 1)
            #expect(
                result.output.contains(
                    "read the master key at \(database.masterKeyFile) (mode 644). Run: chmod 600 \(database.masterKeyFile)"
                )
            )
            #expect(!result.output.contains(key.trimmingCharacters(in: .whitespacesAndNewlines)))
        }
    }

    @Test func `a key other than the recorded one is refused`() async throws {
        try await CommandDatabase.run { database in
            try await database.prepare()
            let other = Data(repeating: 9, count: 32).base64EncodedString()
            try Data(other.utf8).write(to: URL(filePath: database.masterKeyFile))
            let result = try await database.moorage("serve")
            #expect(result.exitCode == 1)
            #expect(result.output.contains(database.masterKeyFile))
            #expect(!result.output.contains(other))
        }
    }
}
