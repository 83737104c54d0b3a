import FoundationEssentials
import Testing
import Workspaces

@testable import Templates

@Suite("Workspace secrets")
struct WorkspaceSecretsTests {
    private func values(_ secrets: WorkspaceSecrets) -> [String] {
        [
            secrets.databasePassword, secrets.redisPassword, secrets.qdrantAPIKey, secrets.djangoSecretKey,
            secrets.encryptionKey, secrets.neo4jPassword,
        ].map { $0.reveal() }
    }

    @Test("all are drawn anew, of 256 bits, in letters that no syntax quotes")
    func generated() throws {
        let values = values(.generate()) + values(.generate())
        #expect(Set(values).count == 12)
        for value in values {
            #expect(value.utf8.count == (value.hasSuffix("=") ? 44 : 43))
            let standard = value.replacing("-", with: "+").replacing("_", with: "/")
            let padded = standard.hasSuffix("=") ? standard : standard + "="
            #expect(try #require(Data(base64Encoded: padded)).count == 32)
        }
    }

    @Test("the encryption key has Fernet's form")
    func fernet() {
        let key = WorkspaceSecrets.generate().encryptionKey.reveal()
        #expect(key.hasSuffix("=") && key.utf8.count == 44)
        #expect(!key.contains("+") && !key.contains("/"))
    }

    @Test("what is drawn depends on nothing but the generator")
    func seeded() {
        struct Counter: RandomNumberGenerator {
            var value: UInt64 = 0
            mutating func next() -> UInt64 {
                value &+= 0x9E37_79B9_7F4A_7C15
                return value
            }
        }
        var first = Counter()
        var second = Counter()
        #expect(WorkspaceSecrets.generate(using: &first) == WorkspaceSecrets.generate(using: &second))
    }

    @Test("they come back from their encoded form, and other bytes do not")
    func document() throws {
        let secrets = WorkspaceSecrets.generate()
        #expect(try WorkspaceSecrets.decode(try secrets.encoded()) == secrets)
        for text in ["", "{}", "{\"database_password\":\"sentinel\"}"] {
            #expect { try WorkspaceSecrets.decode(Secret(Array(text.utf8))) } throws: {
                $0 is SecretsError && !"\($0)".contains("sentinel")
            }
        }
    }

    @Test("they print as stars")
    func redacted() {
        let secrets = Sample.secrets()
        var dumped = ""
        dump(secrets, to: &dumped)
        for text in ["\(secrets)", String(reflecting: secrets), dumped] {
            for value in values(secrets) { #expect(!text.contains(value)) }
        }
    }
}
