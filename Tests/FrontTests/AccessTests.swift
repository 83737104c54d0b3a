import HTTPTypes
import Testing
import Workspaces

@testable import Front

@Suite("Who may try what, and from where")
struct AccessTests {
    @Test("the client is the rightmost address that is not a trusted proxy")
    func proxies() throws {
        let proxies = TrustedProxies([
            try #require(AddressRange("127.0.0.1")), try #require(AddressRange("10.0.0.0/8")),
            try #require(AddressRange("fd00::/8")),
        ])
        let cases: [(peer: String, forwarded: [String], client: String)] = [
            ("192.0.2.1", ["198.51.100.7"], "192.0.2.1"),
            ("127.0.0.1", [], "127.0.0.1"),
            ("127.0.0.1", ["198.51.100.7"], "198.51.100.7"),
            ("127.0.0.1", ["1.1.1.1, 198.51.100.7, 10.1.2.3"], "198.51.100.7"),
            ("127.0.0.1", ["1.1.1.1", "198.51.100.7"], "198.51.100.7"),
            ("fd00::1", ["2001:db8::7"], "2001:db8::7"),
            ("127.0.0.1", ["198.51.100.7, nonsense"], "127.0.0.1"),
            ("127.0.0.1", ["10.0.0.1"], "127.0.0.1"), ("::ffff:127.0.0.1", ["198.51.100.7"], "198.51.100.7"),
            ("127.0.0.1", ["::ffff:198.51.100.7"], "198.51.100.7"),
        ]
        for item in cases {
            #expect(proxies.client(peer: item.peer, forwarded: item.forwarded) == item.client, "\(item)")
        }
        #expect(TrustedProxies().client(peer: "127.0.0.1", forwarded: ["198.51.100.7"]) == "127.0.0.1")
    }

    @Test(
        "ranges",
        arguments: [
            "", "x", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/08", "10.0.0.0/", "::/129", "10.0.0",
            "::ffff:10.0.0.0/95",
        ]
    )
    func malformedRanges(text: String) {
        #expect(AddressRange(text) == nil)
    }

    @Test("an IPv6 address counts as its /64")
    func clientKeys() {
        #expect(ClientKey.of("2001:db8:1:2:3:4:5:6") == ClientKey.of("2001:db8:1:2::1"))
        #expect(ClientKey.of("2001:db8:1:2::1") != ClientKey.of("2001:db8:1:3::1"))
        #expect(ClientKey.of("192.0.2.1") != ClientKey.of("192.0.2.2"))
    }

    @Test("an IPv4 peer of a dual-stack socket is itself")
    func mappedAddresses() throws {
        #expect(AddressRange.canonical("::ffff:192.0.2.1") == "192.0.2.1")
        #expect(AddressRange.canonical("::ffff:c000:201") == "192.0.2.1")
        #expect(AddressRange.canonical("2001:db8::1") == "2001:db8::1")
        #expect(ClientKey.of("::ffff:192.0.2.1") != ClientKey.of("::ffff:192.0.2.2"))
        let range = try #require(AddressRange("::ffff:10.0.0.0/104"))
        #expect(range == AddressRange("10.0.0.0/8"))
    }

    @Test("failures double the wait up to its cap, and are forgotten")
    func limiter() {
        let clock = ManualClock()
        let limiter = AttemptLimiter(
            .init(free: 2, firstWait: .seconds(1), longestWait: .seconds(3), memory: .seconds(60)),
            now: clock.now
        )
        for _ in 0..<2 { limiter.noteFailure(of: "a") }
        #expect(limiter.wait(for: "a") == nil)
        limiter.noteFailure(of: "a")
        #expect(limiter.wait(for: "a") == .seconds(1))
        limiter.noteFailure(of: "a")
        limiter.noteFailure(of: "a")
        #expect(limiter.wait(for: "a") == .seconds(3))
        #expect(limiter.wait(for: "b") == nil)
        clock.advance(by: .seconds(64))
        #expect(limiter.noteFailure(of: "a") == 1)
        limiter.noteFailure(of: "a")
        limiter.noteFailure(of: "a")
        limiter.noteSuccess(of: "a")
        #expect(limiter.wait(for: "a") == nil)
    }

    @Test("a limiter's memory is bounded")
    func bounded() {
        let clock = ManualClock()
        let limiter = AttemptLimiter(
            .init(free: 0, firstWait: .seconds(1), longestWait: .seconds(1), memory: .seconds(60)),
            now: clock.now
        )
        for index in 0...AttemptLimiter.capacity {
            limiter.noteFailure(of: "\(index)")
            clock.advance(by: .microseconds(1))
        }
        #expect(limiter.wait(for: "\(AttemptLimiter.capacity)") != nil)
        #expect(limiter.wait(for: "0") == nil)
    }

    @Test("a correct password is remembered for a minute, only for its user and its hash")
    func verified() {
        let clock = ManualClock()
        let verified = VerifiedPasswords(now: clock.now)
        let account = Self.account(1, hash: "h")
        verified.insert(Secret("right"), of: account)
        #expect(verified.contains(Secret("right"), of: account))
        #expect(!verified.contains(Secret("wrong"), of: account))
        #expect(!verified.contains(Secret("right"), of: Self.account(2, hash: "h")))
        #expect(!verified.contains(Secret("right"), of: Self.account(1, hash: "i")))
        clock.advance(by: VerifiedPasswords.lifetime)
        #expect(!verified.contains(Secret("right"), of: account))
    }

    private static func account(_ id: Int64, hash: String) -> Account {
        Account(
            id: id,
            email: "a@example.com",
            username: "a",
            hashedPassword: Secret(hash),
            tier: "free",
            maxWorkspaces: 1,
            isEmailVerified: false,
            isStaff: false
        )
    }

    @Test(
        "e-mails",
        arguments: [
            ("User@Example.com", true), ("a+b@sub.example.com", true), ("a@localhost", true), ("a", false),
            ("a@", false),
            ("@b", false), ("a@b@c", false), ("a:b@c.de", false), ("a b@c.de", false), ("ä@c.de", false),
            ("a@c..de", false),
            ("a@c.de.", false), (String(repeating: "a", count: 65) + "@c.de", false),
        ]
    )
    func emails(text: String, isValid: Bool) {
        let checked = try? AccountFields.checkedEmail(text)
        #expect((checked != nil) == isValid)
        if let checked { #expect(checked == text.lowercased()) }
    }
}
