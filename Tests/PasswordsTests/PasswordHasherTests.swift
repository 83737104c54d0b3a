import Testing
import Workspaces

@testable import Passwords

@Suite("Password hashes")
struct PasswordHasherTests {
    private let hasher: PasswordHasher

    init() throws { hasher = try PasswordHasher(cost: 4) }

    @Test("a hash is bcrypt with the cost and a salt, and only of its password")
    func roundTrip() async throws {
        let first = try await hasher.hash(Secret("SecurePass123!"))
        let second = try await hasher.hash(Secret("SecurePass123!"))
        #expect(first.hasPrefix("$2b$04$") && first.count == 60)
        #expect(first != second)
        #expect(try await hasher.verify(Secret("SecurePass123!"), against: first))
        #expect(try await !hasher.verify(Secret("securePass123!"), against: first))
    }

    @Test(
        "hashes of other programs are understood: the published vectors of bcrypt",
        arguments: [
            ("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
            ("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"),
            ("", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy"),
        ]
    )
    func foreign(password: String, hash: String) async throws {
        #expect(try await hasher.verify(Secret(password), against: hash))
        #expect(try await !hasher.verify(Secret(password + "x"), against: hash))
    }

    @Test(
        "a text that is not a bcrypt hash matches no password",
        arguments: [nil, "", "SecurePass123!", "$2b$04$short", "$6$salt$hash", "$2b$31$CCCCCCCCCCCCCCCCCCCCC."]
    )
    func unreadableHash(hash: String?) async throws {
        #expect(try await !hasher.verify(Secret("SecurePass123!"), against: hash))
    }

    @Test("a hash that cannot be checked takes as long as one that can, and so reveals nothing")
    func uncheckable() async throws {
        let known = try await hasher.hash(Secret("SecurePass123!"))
        let hashes = [
            known, nil, "$2b$17$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "$2b$04$short", "md5",
        ]
        for (index, hash) in hashes.enumerated() {
            #expect(try await !hasher.verify(Secret("wrong-password"), against: hash), "\(hash ?? "none")")
            #expect(hasher.checkCount == index + 1, "\(hash ?? "none")")
        }
    }

    @Test("nobody logs in with the decoy's password")
    func decoy() async throws {
        #expect(try await !hasher.verify(Secret("decoy"), against: nil))
    }

    @Test("a password that bcrypt would truncate is refused instead")
    func tooLong() async throws {
        let longest = String(repeating: "x", count: 72)
        let hash = try await hasher.hash(Secret(longest))
        #expect(try await hasher.verify(Secret(longest), against: hash))
        #expect(try await !hasher.verify(Secret(longest + "y"), against: hash))
        await #expect(throws: PasswordError.malformed) { try await hasher.hash(Secret(longest + "y")) }
        await #expect(throws: PasswordError.malformed) { try await hasher.hash(Secret("abc\u{0}defgh")) }
    }

    @Test(
        "rules",
        arguments: [
            ("1234567", true), ("Password123", true), ("Password2027!", true), ("dragon1234!?", false),
            ("12345678!", true), ("sunshine#77#", true), ("password4815162342", false), ("aaaaaaaaaaaa", true),
            ("me@example.com", true),
            ("bell\u{7}bell", true), (String(repeating: "é", count: 37), true), ("SecurePass123!", false),
            (String(repeating: "éa", count: 24), false), ("пароль-длинный", false),
        ]
    )
    func rules(password: String, isRefused: Bool) {
        #expect((PasswordRules.refusal(of: password, own: ["Me@example.com", "me"]) != nil) == isRefused)
    }
}
