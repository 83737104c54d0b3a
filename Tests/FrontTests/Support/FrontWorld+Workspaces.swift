import HTTPTypes
import Postgres
import Testing
import Workspaces

@testable import Front

extension FrontWorld {
    /// Creates a workspace and returns its number.
    func createWorkspace(as credentials: Credentials, name: String = "Production Workspace") async throws -> Int64 {
        let answer = try await call(
            .post,
            "/api/workspaces/",
            as: credentials,
            #"{"name":"\#(name)","deployment_type":"cloud","region":"nyc3"}"#
        )
        try #require(answer.status == 201, "\(answer.text)")
        return answer.id
    }

    /// Creates a code and returns its digits.
    func generate(
        _ workspace: Int64,
        as credentials: Credentials,
        _ body: String? = nil
    ) async throws -> (id: Int64, code: String) {
        let answer = try await call(.post, "/api/workspaces/\(workspace)/generate_otp/", as: credentials, body)
        try #require(answer.status == 201, "\(answer.text)")
        return (answer.id, try #require(answer["otp_code"]?.text))
    }

    /// A one-time token for a machine.
    func enrolmentToken(as credentials: Credentials) async throws -> Credentials {
        let answer = try await call(.post, "/api/hosts/enrolments/", as: credentials, #"{"name":"closet"}"#)
        try #require(answer.status == 201, "\(answer.text)")
        return .bearer(try #require(answer["token"]?.text))
    }
}
