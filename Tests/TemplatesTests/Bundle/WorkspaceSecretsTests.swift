import FoundationEssentials
import Services
import Testing
import Workspaces

@Suite("Workspace secrets")
struct WorkspaceSecretsTests {
    private func values(_ secrets: WorkspaceSecrets) -> [String] { secrets.all.map { $0.reveal() } }

    @Test("each is generated separately, with 256 bits, in letters that no syntax quotes")
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
    func fernet() throws {
        let key = try #require(WorkspaceSecrets.generate()[.encryptionKey]).reveal()
        #expect(key.hasSuffix("=") && key.utf8.count == 44)
        #expect(!key.contains("+") && !key.contains("/"))
    }

    @Test("generated values depend only on the generator")
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

    @Test("they survive a round trip through their encoded form, and other bytes are refused")
    func document() throws {
        let secrets = WorkspaceSecrets.generate()
        #expect(try WorkspaceSecrets.decode(try secrets.encoded()) == secrets)
        for text in ["", "[]", "{\"database_password\":[\"sentinel\"]}"] {
            #expect { try WorkspaceSecrets.decode(Secret(Array(text.utf8))) } throws: {
                $0 is SecretsError && !"\($0)".contains("sentinel")
            }
        }
    }

    @Test("the sealed form is the same in every version")
    func stored() throws {
        let stored = """
            {"database_password":"d","django_secret_key":"s","encryption_key":"e","neo4j_password":"n",\
            "qdrant_api_key":"q","redis_password":"r"}
            """
        let secrets = try WorkspaceSecrets.decode(Secret(Array(stored.utf8)))
        #expect(secrets[.neo4jPassword]?.reveal() == "n")
        #expect(String(decoding: try secrets.encoded().reveal(), as: UTF8.self) == stored)
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
