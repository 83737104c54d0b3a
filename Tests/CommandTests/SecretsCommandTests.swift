import Database
import Foundation
import Postgres
import Testing

/// `moorage secrets rotate`
@Suite struct SecretsCommandTests {
    private func keyIDs(_ database: CommandDatabase) async throws -> [String] {
        try await database.pool.query("SELECT DISTINCT key_id FROM moorage.secrets").decode(String.self)
    }

    @Test func `a rotation reseals everything, and the old key opens nothing any more`() async throws {
        try await CommandDatabase.run { database in
            try await database.prepare()
            let oldIDs = try await keyIDs(database)
            let sealedBefore = try await database.pool.query("SELECT encode(sealed, 'hex') FROM moorage.secrets")
                .decodeOnly(String.self)
            let newFile = "\(database.folder)/next.key"
            let result = try await database.moorage("secrets", "rotate", "--new-key-file", newFile)
            #expect(result.exitCode == 0, "\(result.output)")
            #expect(result.output.contains("1 secrets are now sealed under"))
            let newIDs = try await keyIDs(database)
            #expect(newIDs.count == 1 && newIDs != oldIDs)
            let mode = try FileManager.default.attributesOfItem(atPath: newFile)[.posixPermissions] as? NSNumber
            #expect(mode?.intValue == 0o600)
            let key = try String(contentsOfFile: newFile, encoding: .utf8).trimmingCharacters(in: .newlines)
            #expect(!result.output.contains(key))

            let refused = try await database.moorage("doctor")
            #expect(refused.exitCode == 1)
            let accepted = try await database.moorage("doctor", with: ["MOORAGE_MASTER_KEY_FILE": newFile])
            #expect(accepted.output.contains("The master key fits the database."))

            // A daemon that was not stopped has the old key: it can write no secret.
            await #expect(throws: PostgresError.self) {
                try await database.pool.query(
                    "INSERT INTO moorage.secrets (purpose, subject, key_id, sealed) VALUES ('x', 1, \(oldIDs[0]), '')"
                )
            }
            // One written during the rotation, before secrets waited for it.
            try await database.pool.withConnection { connection in
                try await connection.execute(
                    """
                    ALTER TABLE moorage.secrets DISABLE TRIGGER secrets_under_master_key;
                    UPDATE moorage.secrets SET key_id = '\(oldIDs[0])', sealed = decode('\(sealedBefore)', 'hex');
                    ALTER TABLE moorage.secrets ENABLE TRIGGER secrets_under_master_key;
                    """
                )
            }
            let healed = try await database.moorage("secrets", "rotate", "--new-key-file", newFile)
            #expect(healed.output.contains("1 secrets are now sealed under"), "\(healed.output)")
            // Repeated after a crash: nothing is left to do.
            let again = try await database.moorage("secrets", "rotate", "--new-key-file", newFile)
            #expect(again.output.contains("0 secrets are now sealed under"))
        }
    }

    @Test func `a key that the database does not use is refused, and nothing changes`() async throws {
        try await CommandDatabase.run { database in
            try await database.prepare()
            let before = try await keyIDs(database)
            try FileManager.default.removeItem(atPath: database.masterKeyFile)
            let other = "\(database.folder)/other.key"
            try Data((Data(repeating: 3, count: 32).base64EncodedString() + "\n").utf8).write(to: URL(filePath: other))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: other)
            let result = try await database.moorage(
                "secrets",
                "rotate",
                "--new-key-file",
                "\(database.folder)/next.key",
                with: ["MOORAGE_MASTER_KEY_FILE": other]
            )
            #expect(result.exitCode == 1)
            #expect(result.output.contains("This database's secrets are sealed under \(before[0])"))
            #expect(try await keyIDs(database) == before)
        }
    }
}
