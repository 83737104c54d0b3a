import HTTPTypes
import Postgres
import Testing
import Workspaces

@testable import Front

@Suite("Operations on workspaces, requested over HTTP")
struct WorkspaceRequestTests {
    @Test("deleting requests the teardown; requesting it again counts against the limit")
    func deleteAndProvision() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let id = try await world.createWorkspace(as: me)
            let path = "/api/workspaces/\(id)/"
            #expect(try await world.call(.post, path + "provision/", as: me).status == 202)
            let deleted = try await world.call(.delete, path, as: me)
            #expect(deleted.status == 202)
            #expect(deleted["status"] == "decommissioning")
            #expect(try await world.call(.post, path + "generate_otp/", as: me).status == 409)
            // It begins after the teardown.
            #expect(
                try await world.call(.post, path + "provision/", as: me, #"{"keep_for_debugging_hours":24}"#).status
                    == 202
            )
            for hours in ["0", "169", "1.5", #""2""#] {
                let refused = try await world.call(
                    .post,
                    path + "provision/",
                    as: me,
                    #"{"keep_for_debugging_hours":\#(hours)}"#
                )
                #expect(refused.status == 400)
                #expect(refused["detail"]?.text?.hasPrefix("keep_for_debugging_hours must be") == true)
            }
            let asked = try await world.pool.query(
                "SELECT concat(kind, coalesce(options, '{}')) FROM moorage.requests ORDER BY id"
            )
            .decode(String.self)
            #expect(
                asked == [
                    "provision{}", "provision{}", "decommission{}", #"provision{"keep_for_debugging_hours": 24}"#,
                ]
            )
            // As a daemon leaves it when it is done.
            try await world.pool.execute(
                "DELETE FROM moorage.requests; UPDATE workspaces SET status = 'decommissioned'"
            )
            let nothing = try await world.call(.post, path + "cancel/", as: me)
            #expect(nothing.status == 409)
            #expect(
                nothing["detail"]?.text
                    == "Moorage has built nothing for this workspace, so there is nothing to cancel; delete its row if it is "
                    + "not wanted."
            )
            let second = try await world.createWorkspace(as: me)
            #expect(second != id)
            let over = try await world.call(.post, path + "provision/", as: me)
            #expect(over.status == 403)
            #expect(over["detail"]?.text?.hasPrefix("Its owner has 1 of at most 1 workspaces") == true)
            // A decommissioned workspace counts as soon as it is requested again.
            try await world.pool.execute(
                "DELETE FROM moorage.requests; UPDATE workspaces SET status = 'decommissioned'"
            )
            for _ in 1...2 { #expect(try await world.call(.post, path + "provision/", as: me).status == 202) }
            let third = #"{"name":"Third","deployment_type":"cloud"}"#
            let refused = try await world.call(.post, "/api/workspaces/", as: me, third)
            #expect(refused.status == 403)
        }
    }

    @Test("a workspace that is being built is not requested again, and a failed one that is kept is")
    func provisionUnderWay() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let path = "/api/workspaces/\(try await world.createWorkspace(as: me))/"
            try await world.pool.execute(
                """
                DELETE FROM moorage.requests;
                INSERT INTO moorage.workspaces (number, workspace_id, status)
                SELECT id, workspace_id, 'provisioning' FROM workspaces;
                INSERT INTO moorage.operations (workspace_number, kind, step, state, state_version)
                SELECT id, 'provision', 'create_server', '{}', 1 FROM workspaces
                """
            )
            let refused = try await world.call(.post, path + "provision/", as: me)
            #expect(refused.status == 409)
            let operation = try await world.pool.query("SELECT id FROM moorage.operations").decodeOnly(Int64.self)
            #expect(
                refused["detail"]?.text
                    == "Operation \(operation) (provision, step create_server) is in progress; why shows what it waits for, and "
                    + "cancel stops it."
            )
            try await world.pool.execute(
                """
                UPDATE moorage.workspaces SET status = 'failed'; UPDATE workspaces SET status = 'failed';
                DELETE FROM moorage.requests; UPDATE moorage.operations SET step = 'keep_for_debugging'
                """
            )
            #expect(try await world.call(.post, path + "provision/", as: me).status == 202)
            let kinds = try await world.pool.query("SELECT kind FROM moorage.requests").decode(String.self)
            #expect(kinds == ["provision"])
        }
    }

    @Test("a difference is repaired, a missing droplet is rebuilt, and a healthy workspace gets neither")
    func repairAndRebuild() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let path = "/api/workspaces/\(try await world.createWorkspace(as: me))/"
            let early = try await world.call(.post, path + "repair/", as: me)
            #expect(early.status == 409)
            #expect(
                early["detail"]?.text == "Another request waits for a daemon; try again when it has been answered."
            )
            // As a daemon leaves it when it is active.
            try await world.pool.execute(
                """
                DELETE FROM moorage.requests; UPDATE workspaces SET status = 'active';
                INSERT INTO moorage.workspaces (number, workspace_id, status, site)
                SELECT id, workspace_id, 'active', '{}' FROM workspaces
                """
            )
            let active = try await world.call(.post, path + "provision/", as: me)
            #expect(active.status == 409)
            #expect(
                active["detail"]?.text
                    == "The workspace is active; retry is for workspaces that failed, were decommissioned, or whose server a "
                    + "drift check found gone."
            )
            #expect(try await world.call(.post, path + "repair/", as: me).status == 202)
            try await world.pool.execute(
                """
                INSERT INTO moorage.drift (workspace_number, kind, subject, detail, is_repairable)
                SELECT number, 'server_gone', '1', 'It is gone.', false FROM moorage.workspaces
                """
            )
            try await world.pool.execute("DELETE FROM moorage.requests WHERE kind = 'repair'")
            let gone = try await world.call(.post, path + "repair/", as: me)
            #expect(gone.status == 409)
            #expect(
                gone["detail"]?.text
                    == "The server is gone, and a repair cannot bring it back; retry builds the workspace again."
            )
            #expect(try await world.call(.post, path + "provision/", as: me).status == 202)
            let kinds = try await world.pool.query("SELECT kind FROM moorage.requests ORDER BY id").decode(String.self)
            #expect(kinds == ["provision"])
        }
    }

    @Test("cancel stops the operation in progress")
    func cancel() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let path = "/api/workspaces/\(try await world.createWorkspace(as: me))/cancel/"
            for nonsense in ["{", "[]", "1"] {
                #expect(try await world.call(.post, path, as: me, nonsense).status == 400, "\(nonsense)")
            }
            // Repeated requests count once.
            for _ in 1...3 { #expect(try await world.call(.post, path, as: me).status == 202) }
            let kinds = try await world.pool.query("SELECT kind FROM moorage.requests ORDER BY id")
                .decode(String.self)
            #expect(kinds == ["provision", "cancel"])
            // Later requests are cancelled too.
            try await world.pool.query("SELECT moorage.request_operation(workspace_id, 'provision') FROM workspaces")
            for _ in 1...2 { #expect(try await world.call(.post, path, as: me).status == 202) }
            let all = try await world.pool.query("SELECT kind FROM moorage.requests ORDER BY id").decode(String.self)
            #expect(all == ["provision", "cancel", "provision", "cancel"])
            // As a daemon leaves it when it has taken all of them.
            try await world.pool.execute(
                """
                DELETE FROM moorage.requests;
                INSERT INTO moorage.workspaces (number, workspace_id, status)
                SELECT id, workspace_id, 'compensating' FROM workspaces;
                INSERT INTO moorage.operations (workspace_number, kind, step, state, state_version, cancel_requested_at)
                SELECT id, 'provision', 'converge', '{}', 1, now() FROM workspaces
                """
            )
            #expect(try await world.call(.post, path, as: me).status == 202)
            #expect(try await world.pool.query("SELECT FROM moorage.requests").count == 0)
            try await world.pool.execute("UPDATE moorage.operations SET cancel_requested_at = NULL")
            #expect(try await world.call(.post, path, as: me).status == 202)
            #expect(try await world.pool.query("SELECT FROM moorage.requests").count == 1)
        }
    }

    @Test("why and plan")
    func whyAndPlan() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com")
            let id = try await world.createWorkspace(as: me)
            let why = try await world.call(.get, "/api/workspaces/\(id)/why/", as: me)
            #expect(why["request_waiting"] == true)
            #expect(why["last_operation"] == .null)
            let plan = try await world.call(.get, "/api/workspaces/\(id)/plan/", as: me)
            guard case .array(let steps)? = plan["steps"] else { throw TestFailure("no steps: \(plan.text)") }
            #expect(steps.first == "accept" && steps.contains("create_server"))
            let metal = try await world.call(.get, "/api/plan/?deployment_type=bare_metal", as: me)
            #expect(metal.text.contains("place") && !metal.text.contains("create_server"))
        }
    }
}
