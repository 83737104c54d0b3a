import Orchestrator
import Testing
import Workspaces

@Suite("Sealing secrets")
struct SecretSealerTests {
    private let secret = Secret(Array("sentinel".utf8))

    private func sealer(_ byte: UInt8 = 1) throws -> SecretSealer {
        try SecretSealer(masterKey: Secret(Array(repeating: byte, count: 32)))
    }

    private func code(_ body: () throws -> Void) -> SecretsFailure.Code? {
        do {
            try body()
            return nil
        } catch { return (error as? SecretsFailure)?.code }
    }

    @Test("a sealed secret opens again and shows nothing")
    func roundTrip() throws {
        let sealed = try sealer().seal(secret, context: "workspace/ws7x2k4")
        #expect(try sealer().open(sealed, context: "workspace/ws7x2k4") == secret)
        #expect(sealed.count == 12 + 8 + 16)
        #expect(!String(decoding: sealed, as: UTF8.self).contains("sentinel"))
        #expect(try sealer().open(try sealer().seal(Secret([]), context: ""), context: "").reveal() == [])
    }

    @Test("two seals of one secret have nothing in common")
    func nonce() throws {
        let first = try sealer().seal(secret, context: "x")
        let second = try sealer().seal(secret, context: "x")
        #expect(first.prefix(12) != second.prefix(12))
        #expect(first.dropFirst(12) != second.dropFirst(12))
    }

    @Test("no changed bit goes unnoticed, and a truncated value does not open")
    func changed() throws {
        let sealed = try sealer().seal(secret, context: "x")
        for index in sealed.indices {
            for bit in 0..<8 {
                var bytes = sealed
                bytes[index] ^= 1 << bit
                #expect(code { _ = try sealer().open(bytes, context: "x") } == .opening)
            }
        }
        for count in [0, 11, 27, sealed.count - 1] {
            #expect(code { _ = try sealer().open(Array(sealed.prefix(count)), context: "x") } == .opening)
        }
    }

    @Test("a secret opens neither in another place nor with another key", arguments: ["", "y", "x/", "xx"])
    func elsewhere(context: String) throws {
        let sealed = try sealer().seal(secret, context: "x")
        #expect(code { _ = try sealer().open(sealed, context: context) } == .opening)
        #expect(code { _ = try sealer(2).open(sealed, context: "x") } == .opening)
    }

    @Test("an error names key and place, and contains no part of the secret")
    func message() throws {
        #expect {
            try sealer(2).open(try sealer().seal(secret, context: "x"), context: "workspace/ws7x2k4")
        } throws: { error in
            "\(error)".contains("workspace/ws7x2k4") && "\(error)".contains((try? sealer(2).keyID) ?? "?")
        }
    }

    @Test("the key's id is the start of the SHA-256 of a prefix and the key")
    func keyID() throws {
        // (printf moorage-key; printf '\001%.0s' $(seq 32)) | sha256sum
        #expect(try sealer().keyID == "bfcff7b9c65a5385")
        for count in [0, 31, 33] {
            #expect(
                code { _ = try SecretSealer(masterKey: Secret(Array(repeating: 1, count: count))) } == .malformedKey
            )
        }
    }
}
