import Foundation
import Postgres
import TestSSHServer
import Testing

/// Commands over the API print and do the same as on the database.
@Suite(.timeLimit(.minutes(5)))
struct APIClientCommandTests {
    /// One in progress with a wait of microseconds, one at rest that has drifted, one that failed, one just requested;
    /// with names and log rows that are hard to print.
    private static let world = #"""
        INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type, status, ip_address, instance_url,
            monthly_cost)
        SELECT v.id, v.name, u.id, v.type, v.status, v.address, v.url, v.cost
        FROM meta_users u, (VALUES
            ('wsbusy1', E'Näme "with" \u001b[31m quotes', 'cloud', 'provisioning', NULL, '', 24),
            ('wsrest1', 'Rests', 'bare_metal', 'active', '198.18.0.7', 'https://wsrest1.workspaces.test', 0),
            ('wsfail1', 'Failed', 'cloud', 'failed', '', '', 12.5),
            ('wsnew01', '', 'cloud', 'provisioning', NULL, '', 0)) AS v (id, name, type, status, address, url, cost);
        DELETE FROM moorage.requests WHERE workspace_number IN (SELECT id FROM workspaces WHERE workspace_id <> 'wsnew01');
        INSERT INTO moorage.workspaces (number, workspace_id, status, version, projected_version, site, provisioning)
            SELECT id, workspace_id, status, 1, 1, CASE workspace_id WHEN 'wsrest1' THEN '{}'::jsonb END,
                CASE workspace_id WHEN 'wsrest1' THEN '{"ports":{"redis":6799,"daphne":8420}}'::jsonb ELSE '{}' END
            FROM workspaces WHERE workspace_id <> 'wsnew01';
        INSERT INTO moorage.operations (workspace_number, kind, step, state, state_version, waiting_on)
            SELECT id, 'provision', 'create_server', '{}', 1,
                '{"kind":"retry","since":1795282352000042,"next_check_at":1795285952816227,
                  "detail":"It said \"no\".","unblock":"Nothing is needed."}'
            FROM workspaces WHERE workspace_id = 'wsbusy1';
        INSERT INTO moorage.drift (workspace_number, kind, subject, detail, is_repairable)
            SELECT id, 'service', s, 'It differs: ' || s, s = 'b' FROM workspaces, unnest(ARRAY['b', 'a']) s
            WHERE workspace_id = 'wsrest1';
        INSERT INTO moorage.operation_history (id, workspace_number, kind, outcome, error, transitions, created_at)
            SELECT 100, id, 'provision', 'failed', 'The image is unknown.', 1, now() FROM workspaces
            WHERE workspace_id = 'wsfail1';
        INSERT INTO provisioning_logs (workspace_id, level, message, data)
            SELECT w.id, l.level, l.message, l.data::json FROM workspaces w, (VALUES
                ('info', 'Plain.', '{}'),
                ('debug', 'Only with --debug.', '{"duration_ms": 1234}'),
                ('warning', E'Two\nlines, \u001b[1m, \u2028 and ü', '{"duration_ms": 61999, "a": [1.5, -0.1, 1e300, null, true]}'),
                ('error', '', '{"big": 9223372036854775807, "deep": {"a/b": "\u0007\\"}}'),
                ('whatever', 'data: x', '[]')) AS l (level, message, data)
            WHERE w.workspace_id = 'wsrest1';
        INSERT INTO provisioning_logs (workspace_id, message)
            SELECT id, 'row ' || n FROM workspaces, generate_series(1, 1203) n WHERE workspace_id = 'wsfail1';
        """#

    private static let questions: [String] = [
        "workspace list", "workspace list --json", "workspace show wsnothere1", "workspace show 1", "why wsnothere1",
        "workspace show ../../auth/tokens", "logs wsnothere1 -f", "logs wsrest1 --debug", "logs wsrest1 --after 2",
        "logs wsrest1 --after 99", "logs wsrest1 -f --json", "logs wsfail1 -f", "logs wsfail1 --json",
        "logs wsrest1 --after=-3", "plan wsrest1", "plan wsrest1 --kind decommission --type bare_metal", "plan WS",
        "workspace cancel wsnothere1", "workspace delete wsnothere1", "workspace retry wsnothere1",
        "workspace cancel wsrest1", "workspace cancel wsfail1", "workspace retry wsrest1", "workspace retry wsbusy1",
        "workspace repair wsfail1", "workspace repair wsbusy1", "workspace repair wsnew01",
        "workspace retry wsfail1 --keep-for-debugging-hours 0",
    ]
    private static let questionsOfEach = ["workspace show ID", "workspace show ID --json", "why ID", "why ID --json"]
    private static let workspaces = ["wsbusy1", "wsrest1", "wsfail1", "wsnew01"]

    @Test func `every query has the same answer, byte for byte`() async throws {
        try await ServedAPI.run { served in
            try await served.database.pool.withConnection { try await $0.execute(Self.world) }
            let questionsOfEach = Self.workspaces.flatMap { id in
                Self.questionsOfEach.map { $0.replacingOccurrences(of: "ID", with: id) }
            }
            for question in Self.questions + questionsOfEach {
                let arguments = question.split(separator: " ").map(String.init)
                let expected = try await served.onDatabase(arguments)
                let answer = try await served.moorage(arguments)
                #expect(answer.output == expected.output, "\(question)")
                #expect(answer.exitCode == expected.exitCode, "\(question)")
                #expect(!answer.output.contains(served.token))
                if questionsOfEach.contains(question) { #expect(expected.exitCode == 0, "\(expected.output)") }
            }
        }
    }

    @Test func `requests are recorded as on the database`() async throws {
        try await ServedAPI.run { served in
            try await served.database.pool.query("UPDATE meta_users SET max_workspaces = 10")
            let options = [
                "--type", "bare_metal", "--region", "ams3", "--vcpu", "3", "--ram-gb", "5", "--storage-gb", "7",
            ]
            var made: [String] = []
            let create = ["workspace", "create", "A näme"] + options
            for result in [
                try await served.onDatabase(create + ["--owner", ServedAPI.user]), try await served.moorage(create),
                try await served.moorage(create + ["--owner", ServedAPI.user.uppercased()]),
            ] {
                #expect(result.exitCode == 0, "\(result.output)")
                made.append(result.output.trimmingCharacters(in: .newlines))
            }
            let rows = try await served.database.pool.query(
                """
                SELECT count(*), count(DISTINCT (name, owner_id, deployment_type, region, vcpu, ram_gb, storage_gb))
                FROM workspaces WHERE workspace_id = ANY (\(made)::text[])
                """
            ).decodeFirst((Int, Int).self)
            #expect(rows?.0 == 3 && rows?.1 == 1)
            for verb in ["cancel", "delete"] {
                let outputs = [
                    try await served.onDatabase(["workspace", verb, made[0]]),
                    try await served.moorage(["workspace", verb, made[1]]),
                ]
                #expect(outputs[0].output == "Requested. Follow it with: moorage logs \(made[0]) -f\n")
                #expect(outputs[1].output == "Requested. Follow it with: moorage logs \(made[1]) -f\n")
            }
            let requests = try await served.database.pool.query(
                """
                SELECT w.workspace_id::text, string_agg(r.kind, ' ' ORDER BY r.id)
                FROM moorage.requests r JOIN workspaces w ON w.id = r.workspace_number GROUP BY 1
                """
            ).decode((String, String).self)
            let kinds = Dictionary(uniqueKeysWithValues: requests)
            #expect(kinds[made[0]] == kinds[made[1]])
            #expect(kinds[made[0]] == "provision cancel decommission")
        }
    }

    @Test func `a failed workspace is requested again, and one that drifted is repaired`() async throws {
        try await ServedAPI.run { served in
            try await served.database.pool.withConnection { try await $0.execute(Self.world) }
            let commands = [
                ["retry", "wsfail1"], ["retry", "wsfail1", "--keep-for-debugging-hours", "2"], ["repair", "wsrest1"],
            ]
            for overAPI in [false, true] {
                try await served.database.pool.execute(
                    "DELETE FROM moorage.requests r USING workspaces w WHERE w.id = r.workspace_number AND w.status <> 'provisioning'"
                )
                for command in commands {
                    let arguments = ["workspace"] + command
                    let result = try await overAPI ? served.moorage(arguments) : served.onDatabase(arguments)
                    #expect(result.output == "Requested. Follow it with: moorage logs \(command[1]) -f\n")
                }
                let requests = try await served.database.pool.query(
                    """
                    SELECT concat_ws(' ', w.workspace_id, r.kind, r.options) FROM moorage.requests r
                    JOIN workspaces w ON w.id = r.workspace_number WHERE w.workspace_id <> 'wsnew01' ORDER BY r.id
                    """
                ).decode(String.self)
                #expect(
                    requests == [
                        "wsfail1 provision {}", #"wsfail1 provision {"keep_for_debugging_hours": 2}"#,
                        "wsrest1 repair {}",
                    ]
                )
            }
        }
    }

    @Test(arguments: [SIGTERM, SIGKILL])
    func `a follower continues after the server was restarted, without a gap or a repetition`(_ ending: Int32)
        async throws
    {
        try await ServedAPI.run { served in
            let pool = served.database.pool
            try await pool.query(
                """
                INSERT INTO workspaces (workspace_id, name, owner_id, deployment_type)
                SELECT 'wsbusy1', 'n', id, 'cloud' FROM meta_users
                """
            )
            let follower = try served.start("logs", "wsbusy1", "-f", "--json")
            defer { follower.killAll() }
            try await write("before", in: pool)
            try await follower.waitFor("before 20")
            try await served.restart(by: ending) {
                try await write("meanwhile", in: pool)
            } then: {
                try await write("after", in: pool)
                try await follower.waitFor("after 20")
                // The row comes to rest in one transaction with its last line.
                try await pool.withTransaction { connection in
                    try await connection.query(
                        "INSERT INTO provisioning_logs (workspace_id, message) SELECT id, 'the end' FROM workspaces"
                    )
                    try await connection.query("DELETE FROM moorage.requests")
                    try await connection.query("UPDATE workspaces SET status = 'active'")
                }
                #expect(await follower.ended() == .exited(0))
                let whole = try await served.onDatabase(["logs", "wsbusy1", "--json"])
                let lines = follower.text.split(separator: "\n").filter { $0.hasPrefix("{") }
                #expect(lines.count == 61)
                #expect(lines == whole.output.split(separator: "\n"))
            }
        }
    }

    private func write(_ text: String, in pool: PostgresPool) async throws {
        try await pool.query(
            """
            INSERT INTO provisioning_logs (workspace_id, message)
            SELECT id, \(text) || ' ' || n FROM workspaces, generate_series(1, 20) n ORDER BY n
            """
        )
    }

    @Test func `the API's refusals are shown`() async throws {
        try await ServedAPI.run { served in
            try await served.database.pool.withConnection { try await $0.execute(Self.world) }
            let cases: [(arguments: [String], exitCode: Int32, says: String)] = [
                (["workspace", "cancel", "wsrest1"], 1, "No operation is in progress that could be cancelled.\n"),
                (
                    ["workspace", "retry", "wsrest1"], 1,
                    "The workspace is active; retry is for workspaces that failed, were decommissioned, or whose server a "
                        + "drift check found gone.\n"
                ),
                (["workspace", "create", "one", "more"], 2, "Unexpected argument"),
                (["workspace", "create", "n"], 1, "workspaces; delete one, or request a larger subscription."),
                (["workspace", "create", "n", "--region", "A B"], 1, "region must be"),
                (["workspace", "create", "n", "--owner", "bob@example.org"], 1, "omit --owner"),
                (["workspace", "list", "--all"], 1, "Only staff of this installation may do this."),
                (
                    ["workspace", "repair", "wsfail1"], 1,
                    "Only an active workspace can be repaired, and this one is failed; retry builds it.\n"
                ),
            ]
            for (arguments, exitCode, says) in cases {
                let result = try await served.moorage(arguments)
                #expect(result.exitCode == exitCode, "\(arguments): \(result.output)")
                #expect(result.output.contains(says), "\(arguments): \(result.output)")
            }
            let wrong = try await served.moorage(["workspace", "list"], with: ["MOORAGE_TOKEN": "mrg_wrong"])
            #expect(
                wrong.exitCode == 1
                    && wrong.output.contains("The token is unknown, revoked or expired; create a new one.")
            )
            #expect(!wrong.output.contains("mrg_wrong"))
            let file = "\(served.database.folder)/token"
            try Data("\(served.token)\n".utf8).write(to: URL(fileURLWithPath: file))
            let read = try await CommandLineTool.run(
                ["workspace", "show", "wsrest1"],
                environment: ["MOORAGE_URL": served.url + "/", "MOORAGE_TOKEN_FILE": file]
            )
            #expect(read.exitCode == 0 && read.output.contains("Rests"), "\(read.output)")
            // The command line names the owner.
            let named = try await served.moorage(
                ["workspace", "repair", "wsrest1", "--database-url", served.database.url, "--data-dir", "/nonexistent"]
            )
            #expect(named.exitCode == 0, "\(named.output)")
        }
    }
}
