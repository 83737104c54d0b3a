import HTTPTypes
import HummingbirdTesting
import Testing
import Workspaces

@testable import Front

@Suite("Bursts and limits")
struct AttemptTests {
    private static let rule = AttemptLimiter.Rule(
        free: 3,
        firstWait: .seconds(1),
        longestWait: .seconds(8),
        memory: .seconds(60)
    )

    @Test("attempts in flight count, and queued ones learn their outcome")
    func line() async throws {
        let limiter = AttemptLimiter(Self.rule, now: ManualClock().now)
        for _ in 0..<3 { #expect(try await limiter.begin("a") == nil) }
        // In the queue: none is free.
        async let fourth = limiter.begin("a")
        async let fifth = limiter.begin("a")
        while limiter.waitingCount("a") < 2 { await Task.yield() }
        #expect(try await limiter.begin("b") == nil)
        limiter.end("a", hasFailed: false)
        while limiter.waitingCount("a") == 2 { await Task.yield() }
        for _ in 0..<3 { limiter.end("a", hasFailed: true) }
        let waits = try await [fourth, fifth].sorted { ($0 ?? .zero) < ($1 ?? .zero) }
        // One was admitted after the correct one; the other after three failures, alone.
        #expect(waits == [nil, nil])
        #expect(limiter.end("a", hasFailed: true) == 4)
        #expect(try await limiter.begin("a") == .seconds(1))
    }

    @Test("a failure after the free ones refuses queued attempts")
    func refused() async throws {
        let limiter = AttemptLimiter(Self.rule, now: ManualClock().now)
        for _ in 0..<3 { limiter.noteFailure(of: "a") }
        #expect(try await limiter.begin("a") == nil)
        async let next = limiter.begin("a")
        while limiter.waitingCount("a") < 1 { await Task.yield() }
        limiter.end("a", hasFailed: true)
        #expect(try await next == .seconds(1))
    }

    @Test("a cancelled attempt leaves the queue")
    func cancelled() async throws {
        let limiter = AttemptLimiter(Self.rule, now: ManualClock().now)
        for _ in 0..<3 { _ = try await limiter.begin("a") }
        let waiting = Task { try await limiter.begin("a") }
        while limiter.waitingCount("a") < 1 { await Task.yield() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(limiter.waitingCount("a") == 0)
    }

    /// From this many addresses behind a proxy.
    private static func address(_ number: Int) -> HTTPFields { [.forwardedFor: "192.0.2.\(number)"] }

    private static func behindProxy() throws -> FrontConfiguration {
        FrontConfiguration(
            address: ListenAddress(host: "127.0.0.1", port: 0),
            proxies: TrustedProxies([try #require(AddressRange("127.0.0.0/8")), try #require(AddressRange("::1"))])
        )
    }

    @Test("a burst of wrong codes from one address gets as many lookups as a sequence")
    func codes() async throws {
        try await FrontWorld.run(configuration: try Self.behindProxy(), over: .ahc(.http)) { world in
            let me = try await world.register("me@example.com")
            let code = try await world.generate(world.createWorkspace(as: me), as: me, #"{"max_uses":0}"#).code
            @Sendable func validate(_ code: String, from address: Int) async throws -> Int {
                let body = #"{"otp":"\#(code)"}"#
                return try await world.call(.post, "/api/otps/validate/", body, headers: Self.address(address)).status
            }
            let wrong = try await burst(100) { try await validate("000000", from: 1) }
            #expect(wrong == [404: GuessGuard.rule.free + 1, 429: 99 - GuessGuard.rule.free])
            // Correct codes only queue, and earn the address some trust.
            let right = try await burst(100) { try await validate(code, from: 2) }
            #expect(right == [200: 100])
            let mixed = try await burst(100) { try await validate("000000", from: 2) }
            #expect(mixed[404] ?? 0 <= GuessGuard.rule.free + GuessGuard.rule.trust && mixed[429] ?? 0 >= 36)
        }
    }

    @Test("a burst of wrong passwords gets as many checks as a sequence, and a burst of correct ones passes")
    func passwords() async throws {
        try await FrontWorld.run(over: .ahc(.http)) { world in
            let me = try await world.register("me@example.com")
            @Sendable func logIn(_ password: String) async throws -> Int {
                let body = #"{"email":"me@example.com","password":"\#(password)"}"#
                return try await world.call(.post, "/api/auth/sessions/", body).status
            }
            let right = try await burst(40) { try await world.call(.get, "/api/auth/users/me/", as: me).status }
            #expect(right == [200: 40])
            let wrong = try await burst(60) { try await logIn("wrong-password") }
            #expect(wrong == [401: 6, 429: 54])
        }
    }

    @Test("guessing somebody's password from elsewhere does not lock them out")
    func lockOut() async throws {
        try await FrontWorld.run(configuration: try Self.behindProxy()) { world in
            let me = try await world.register("me@example.com")
            for attacker in 1...3 {
                for _ in 0..<10 {
                    let wrong = Credentials.basic("me@example.com", "wrong-password")
                    let path = "/api/auth/users/me/"
                    let answer = try await world.call(.get, path, as: wrong, headers: Self.address(attacker))
                    #expect(answer.status == 401)
                }
            }
            let headers = Self.address(99)
            #expect(try await world.call(.get, "/api/auth/users/me/", as: me, headers: headers).status == 200)
        }
    }

    /// The number of answers per status.
    private func burst(
        _ count: Int,
        _ call: @escaping @Sendable () async throws -> Int
    ) async throws -> [Int: Int] {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<count { group.addTask { try await call() } }
            return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
    }
}
