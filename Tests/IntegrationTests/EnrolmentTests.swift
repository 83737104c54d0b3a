import Database
import Postgres
import Providers
import SSH
import Synchronization
import Testing
import Workspaces

/// Machines that reported themselves are checked once, retried where it may help, and never accepted twice.
@Suite struct EnrolmentTests {
    private static let report = EnrolmentReport(
        address: "198.18.0.9",
        port: 22,
        user: "moorage",
        fingerprint: "SHA256:" + String(repeating: "A", count: 43)
    )

    private func enrol(_ world: TestWorld, digest: UInt8 = 1, isShared: Bool = false) async throws -> Int64 {
        let store = PostgresHostStore(pool: world.pool)
        let enrolment = NewEnrolment(
            account: 1,
            isShared: isShared,
            name: "closet",
            digest: [digest],
            lifetime: .seconds(60),
            report: Self.report
        )
        return try #require(try await store.addEnrolment(enrolment, limit: 10)).id
    }

    private func present(_ world: TestWorld, _ id: Int64) async throws -> Enrolment {
        try #require(
            try await PostgresHostStore(pool: world.pool).enrolments(of: 1, limit: 10).first { $0.id == id }
        )
    }

    private func service(
        _ world: TestWorld,
        _ register: @escaping @Sendable (HostRegistrationRequest) async throws -> HostRegistration
    ) -> EnrolmentService {
        EnrolmentService(
            pool: world.pool,
            key: world.surroundings.key,
            logger: TestDaemon.logger,
            register: register
        )
    }

    private func addOwner(_ world: TestWorld) async throws {
        try await world.pool.query(
            "INSERT INTO meta_users (id, email, username, hashed_password) VALUES (1, 'o@example.com', 'o', 'x')"
        )
    }

    @Test func `a machine that passes becomes its owner's host`() async throws {
        try await TestWorld.prepare { world in
            try await addOwner(world)
            let id = try await enrol(world)
            let asked = Mutex<[HostRegistrationRequest]>([])
            let service = service(world) { request in
                asked.withLock { $0.append(request) }
                return TestHost.registration(machineID: "m1")
            }
            #expect(try await service.judgeNext())
            #expect(try await !service.judgeNext())
            let request = try #require(asked.withLock { $0.first })
            #expect(request.address == "198.18.0.9" && request.user == "moorage")
            #expect(request.fingerprint == Self.report.fingerprint)
            let enrolment = try await present(world, id)
            #expect(enrolment.state == .accepted)
            let host = try #require(try await PostgresHostStore(pool: world.pool).hosts(owner: 1).first)
            #expect(host.id.rawValue == enrolment.host && host.ownerEmail == "o@example.com")
        }
    }

    @Test func `a machine that refuses log-ins is retried later, and one with a different key is not`() async throws {
        try await TestWorld.prepare { world in
            try await addOwner(world)
            let id = try await enrol(world)
            let unreachable = service(world) { _ in throw ProviderError(.transient(retryAfter: nil), "No answer.") }
            #expect(try await unreachable.judgeNext())
            #expect(try await !unreachable.judgeNext())
            let waiting = try await present(world, id)
            #expect(
                waiting.state == .reported
                    && waiting.detail.contains("Logging in as moorage at 198.18.0.9, port 22, failed.")
            )
            // Only staff may learn what answers at an address.
            #expect(!waiting.detail.contains("No answer."))
            try await world.pool.query("UPDATE moorage.host_enrolments SET next_attempt_at = now()")
            let changed = service(world) { _ in throw ProviderError(.waitForOperator(.hostKey), "Another key.") }
            #expect(try await changed.judgeNext())
            let refused = try await present(world, id)
            #expect(refused.state == .refused && refused.detail.hasPrefix("The host key differs"))
            let email = try await world.pool.query("SELECT email::text FROM meta_users WHERE id = 1")
                .decodeOnly(String.self)
            #expect(try await PostgresAccountStore(pool: world.pool).setStaff(true, email: email))
            let staffs = try await enrol(world, digest: 2)
            #expect(try await changed.judgeNext())
            #expect(try await present(world, staffs).detail == "Another key.")
        }
    }

    @Test func `a result for a report that was corrected meanwhile is dropped`() async throws {
        try await TestWorld.prepare { world in
            try await addOwner(world)
            let id = try await enrol(world)
            let store = PostgresHostStore(pool: world.pool)
            var corrected = Self.report
            corrected.port = 2222
            let report = corrected
            for disposition in [ProviderError.Disposition.permanent, .transient(retryAfter: nil)] {
                try await world.pool.query("UPDATE moorage.host_enrolments SET ssh_port = 22, next_attempt_at = now()")
                let slow = service(world) { _ in
                    _ = try await store.report(report, token: [1])
                    throw ProviderError(disposition, "Nothing at port 22.")
                }
                #expect(try await slow.judgeNext())
                let present = try await present(world, id)
                #expect(present.state == .reported && present.detail.isEmpty && present.report?.port == 2222)
                #expect(present.attempts == 0)
            }
        }
    }

    @Test func `it is given up after enough attempts`() async throws {
        try await TestWorld.prepare { world in
            try await addOwner(world)
            let id = try await enrol(world)
            let unreachable = service(world) { _ in throw ProviderError(.transient(retryAfter: nil), "No answer.") }
            for _ in 0..<12 {
                try await world.pool.query("UPDATE moorage.host_enrolments SET next_attempt_at = now()")
                #expect(try await unreachable.judgeNext())
            }
            #expect(try await present(world, id).state == .refused)
        }
    }

    @Test func `no machine becomes a host twice, nor does a workspace's droplet`() async throws {
        try await TestWorld.prepare { world in
            try await addOwner(world)
            let passing = service(world) { _ in TestHost.registration(machineID: "m1") }
            _ = try await enrol(world)
            #expect(try await passing.judgeNext())
            let same = try await enrol(world, digest: 2)
            let untouched = service(world) { _ in throw ProviderError(.permanent, "It was connected to.") }
            #expect(try await untouched.judgeNext())
            #expect(try await present(world, same).detail.contains("198.18.0.9:22"))
            try await world.pool.query("UPDATE moorage.hosts SET address = '198.18.0.10', name = 'other'")
            let moved = try await enrol(world, digest: 3)
            #expect(try await passing.judgeNext())
            let refused = try await present(world, moved)
            #expect(refused.state == .refused && refused.detail.contains("already registered as other"))
        }
    }
}
