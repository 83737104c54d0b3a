import HTTPTypes
import Postgres
import Testing
import Workspaces

@testable import Front

@Suite("Hosts over HTTP")
struct HostTests {
    static let fingerprint = "SHA256:" + String(repeating: "A", count: 43)
    private static let path = "/api/register-bare-metal/"

    /// A bare-metal host of user 1, as a daemon records it.
    private func addHost(_ world: FrontWorld, owner: Int64? = 1) async throws {
        try await world.pool.query(
            """
            INSERT INTO moorage.hosts (kind, name, address, ssh_port, ssh_user, host_key_type, host_key_fingerprint,
                has_first_host_key, machine_id, vcpu, ram_gb, storage_gb, owner_id, is_shared, state)
            VALUES ('bare_metal', '198.18.0.9:22', '198.18.0.9', 22, 'root', 'ssh-ed25519', \(Self.fingerprint), false,
                'm1', 8, 32, 400, \(owner), \(owner == nil), 'ready')
            """
        )
    }

    @Test("a machine learns our key, reports itself once, and sees its state")
    func enrol() async throws {
        try await FrontWorld.run(configuration: try Self.behindProxy()) { world in
            let me = try await world.register("me@example.com")
            let machine = try await world.enrolmentToken(as: me)
            guard case .bearer(let secret) = machine else { throw TestFailure("no token") }
            let first = try await world.call(.get, Self.path, as: machine)
            #expect(first.status == 200 && first["state"] == "open")
            #expect(first["ssh_public_key"] == "ssh-ed25519 AAAA moorage")
            let report = #"{"fingerprint":"\#(Self.fingerprint)","ssh_port":2222,"ssh_user":"moorage"}"#
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await world.call(.post, Self.path, as: machine, report, headers: Self.outside).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses == [202, 202, 202, 202])
            let list = try await world.call(.get, "/api/hosts/enrolments/", as: me).list
            #expect(list.count == 1 && list.first?["state"] == "reported")
            #expect(list.first?["address"] == "198.18.0.9" && list.first?["ssh_port"] == 2222)
            let stored = try await world.pool.query("SELECT to_jsonb(e)::text FROM moorage.host_enrolments e")
                .decodeOnly(String.self)
            #expect(!stored.contains(secret))
        }
    }

    private static let outside: HTTPFields = [.forwardedFor: "198.18.0.9"]

    /// A machine is never on loopback, where the tests are.
    private static func behindProxy() throws -> FrontConfiguration {
        FrontConfiguration(
            address: ListenAddress(host: "127.0.0.1", port: 0),
            proxies: TrustedProxies([try #require(AddressRange("127.0.0.1"))])
        )
    }

    @Test("a report is corrected with the same token until it is accepted, up to a limit")
    func correction() async throws {
        try await FrontWorld.run(configuration: try Self.behindProxy()) { world in
            let me = try await world.register("me@example.com")
            let machine = try await world.enrolmentToken(as: me)
            func report(_ port: Int) async throws -> Answer {
                let body = #"{"fingerprint":"\#(Self.fingerprint)","ssh_port":\#(port)}"#
                return try await world.call(.post, Self.path, as: machine, body, headers: Self.outside)
            }
            #expect(try await report(2200).status == 202)
            try await world.pool.query("UPDATE moorage.host_enrolments SET attempts = 5, detail = 'x'")
            #expect(try await report(2222).status == 202)
            // The machine was fixed, and its installer sends the same report again.
            try await world.pool.query("UPDATE moorage.host_enrolments SET state = 'refused'")
            let again = try await report(2222)
            #expect(again.status == 202 && again["state"] == "reported" && again["detail"] == "")
            let list = try await world.call(.get, "/api/hosts/enrolments/", as: me).list
            #expect(list.count == 1 && list.first?["ssh_port"] == 2222)
            var statuses: [Int] = []
            for port in 1...9 { statuses.append(try await report(port).status) }
            #expect(statuses == [202, 202, 202, 202, 202, 202, 202, 401, 401])
            try await world.pool.query("UPDATE moorage.host_enrolments SET state = 'accepted', reports = 1")
            #expect(try await report(2222).status == 401)
        }
    }

    @Test("a user's token makes no daemon connect to its own machine")
    func ownAddresses() async throws {
        try await FrontWorld.run { world in
            let body = #"{"fingerprint":"\#(Self.fingerprint)","ssh_port":18300}"#
            let mine = try await world.enrolmentToken(as: world.register("me@example.com"))
            let refused = try await world.call(.post, Self.path, as: mine, body)
            #expect(refused.status == 409 && refused.detail.hasPrefix("address is 127.0.0.1"))
            let theirs = try await world.enrolmentToken(as: world.register("staff@example.com", isStaff: true))
            #expect(try await world.call(.post, Self.path, as: theirs, body).status == 202)
        }
    }

    @Test(
        "addresses that do not belong to another machine",
        arguments: [
            ("127.0.0.1", true), ("127.9.9.9", true), ("0.0.0.0", true), ("169.254.169.254", true), ("224.0.0.1", true),
            ("255.255.255.255", true), ("::", true), ("::1", true), ("fe80::1", true), ("ff02::1", true),
            ("::ffff:127.0.0.1", true), ("unknown", true), ("localhost", true), ("192.168.1.5", false),
            ("10.0.0.7", false),
            ("198.18.0.9", false), ("2001:db8::1", false), ("fd00::5", false), ("::ffff:192.0.2.1", false),
        ]
    )
    func ownAddresses(address: String, isOwn: Bool) {
        #expect(OwnAddress.contains(address) == isOwn)
    }

    @Test("nobody except staff enrols a machine at an address other than their own")
    func addresses() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let staff = try await world.register("staff@example.com", isStaff: true)
            let body = #"{"fingerprint":"\#(Self.fingerprint)","address":"198.18.0.9"}"#
            let mine = try await world.enrolmentToken(as: me)
            let refused = try await world.call(.post, Self.path, as: mine, body)
            #expect(refused.status == 409 && refused.detail.contains("address"))
            let theirs = try await world.enrolmentToken(as: staff)
            #expect(try await world.call(.post, Self.path, as: theirs, body).status == 202)
            #expect(try await world.call(.post, "/api/hosts/", as: me, body).status == 403)
            #expect(try await world.call(.post, "/api/hosts/", as: staff, body).status == 202)
            let shared = try await world.call(.post, "/api/hosts/enrolments/", as: me, #"{"shared":true}"#)
            #expect(shared.status == 403)
        }
    }

    @Test("a token that is unknown, expired or withdrawn is refused")
    func tokens() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let body = #"{"fingerprint":"\#(Self.fingerprint)"}"#
            let expired = try await world.enrolmentToken(as: me)
            try await world.pool.query("UPDATE moorage.host_enrolments SET expires_at = now()")
            let withdrawn = try await world.enrolmentToken(as: me)
            let id = try await world.pool.query("SELECT max(id) FROM moorage.host_enrolments").decodeOnly(Int64.self)
            #expect(try await world.call(.delete, "/api/hosts/enrolments/\(id)/", as: me).status == 204)
            for token in [expired, withdrawn, .bearer("mre_x"), .bearer("mrg_x"), .nobody, me] {
                #expect(try await world.call(.post, Self.path, as: token, body).status == 401)
                #expect(try await world.call(.get, Self.path, as: token).status == 401)
            }
        }
    }

    @Test("an invalid address, user or fingerprint is refused by name")
    func malformed() async throws {
        try await FrontWorld.run { world in
            let staff = try await world.register("staff@example.com", isStaff: true)
            for (field, value) in [
                ("address", "-oProxyCommand=x"), ("address", "a b"), ("address", "$(id)"), ("ssh_user", "-x"),
                ("ssh_user", "a;b"), ("fingerprint", "MD5:00"), ("fingerprint", "SHA256:short"),
            ] {
                var members = ["fingerprint": Self.fingerprint, "address": "198.18.0.9"]
                members[field] = value
                let body = "{" + members.map { #""\#($0)":"\#($1)""# }.joined(separator: ",") + "}"
                let answer = try await world.call(.post, "/api/hosts/", as: staff, body)
                #expect(answer.status == 400 && answer.detail.hasPrefix(field), "\(field)=\(value): \(answer.text)")
            }
        }
    }

    @Test("the limit of a user's enrolments holds, however many ask at once")
    func limit() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<16 {
                    group.addTask { try await world.call(.post, "/api/hosts/enrolments/", as: me).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 201 }.count == 10)
            #expect(statuses.filter { $0 == 409 }.count == 6)
        }
    }

    @Test("one's own hosts are listed, drained and forgotten; those with workspaces stay")
    func hosts() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com", maxWorkspaces: 2)
            let other = try await world.register("other@example.com")
            try await addHost(world)
            let list = try await world.call(.get, "/api/hosts/", as: me).list
            #expect(list.count == 1)
            #expect(list.first?["capacity"]?["ram_gb"] == 32 && list.first?["owner_email"] == "me@example.com")
            #expect(try await world.call(.get, "/api/hosts/", as: other).list.isEmpty)
            #expect(try await world.call(.get, "/api/hosts/1/", as: other).status == 404)
            #expect(try await world.call(.post, "/api/hosts/1/drain/", as: me)["state"] == "draining")
            try await world.pool.execute(
                """
                INSERT INTO moorage.workspaces (number, workspace_id, status) VALUES (1, 'ws7x2k4', 'active');
                INSERT INTO moorage.host_reservations (workspace_number, host_id, vcpu, ram_gb, storage_gb)
                VALUES (1, 1, 2, 4, 50)
                """
            )
            let shown = try await world.call(.get, "/api/hosts/1/", as: me)
            #expect(shown["reserved"]?["storage_gb"] == 50 && shown["workspaces"] == .array(["ws7x2k4"]))
            #expect(try await world.call(.delete, "/api/hosts/1/", as: me).status == 409)
            try await world.pool.execute("DELETE FROM moorage.host_reservations")
            #expect(try await world.call(.delete, "/api/hosts/1/", as: other).status == 404)
            #expect(try await world.call(.delete, "/api/hosts/1/", as: me).status == 204)
        }
    }

    @Test("staff sees operations with their age, including those of deleted rows, and all hosts, budgets and findings")
    func operators() async throws {
        try await FrontWorld.run { world in
            let staff = try await world.register("staff@example.com", maxWorkspaces: 5, isStaff: true)
            let id = try await world.createWorkspace(as: staff)
            try await addHost(world, owner: nil)
            try await world.pool.execute(
                """
                INSERT INTO moorage.workspaces (number, workspace_id, status)
                VALUES (\(id), 'ws00001', 'provisioning'), (99, 'ws00099', 'decommissioning');
                INSERT INTO moorage.operations (workspace_number, kind, step, state, state_version, created_at,
                    step_started_at, waiting_on)
                VALUES (\(id), 'provision', 'await_server', '{}', 1, now() - interval '1 hour', now() - interval '5 minutes',
                    '{"kind":"step","since":1763712000000000,"next_check_at":1763712005000000,"detail":"d","unblock":"u"}'),
                (99, 'decommission', 'accept', '{}', 1, now(), now(), NULL);
                INSERT INTO moorage.sweep_findings (kind, place, external_id, name, is_recorded, hourly_cost_micros)
                VALUES ('droplet', 'account', '7', 'adim-x', false, 35710)
                """
            )
            let operations = try await world.call(.get, "/api/admin/operations/", as: staff).list
            #expect(operations.map { $0["workspace_id"]?.text == "ws00099" } == [false, true])
            #expect(operations[0]["step_number"] == 6 && operations[0]["step_count"] == 12)
            #expect((3600...3700).contains(operations[0]["age_seconds"]?.number ?? 0))
            #expect(operations[0]["waiting_on"]?["since"] == "2025-11-21T08:00:00Z")
            #expect(operations[1]["status"] == "decommissioning" && operations[1]["owner_email"] == .null)
            #expect(try await world.call(.get, "/api/admin/hosts/", as: staff).list.count == 1)
            let findings = try await world.call(.get, "/api/admin/findings/", as: staff).list
            #expect(findings.first?["monthly_cost"] == "24.00")
            #expect(try await world.call(.get, "/api/admin/budget/", as: staff).status == 200)
            #expect(try await world.call(.get, "/api/admin/workspaces/", as: staff).list.count == 1)
        }
    }
}
