import HTTPTypes
import Postgres
import Testing

@testable import Front

extension FrontWorld {
    /// Sends a form like a browser.
    func submit(
        _ path: String,
        as credentials: Credentials = .nobody,
        _ form: String = "",
        headers: HTTPFields = [:]
    ) async throws -> Answer {
        try await call(
            .post,
            path,
            as: credentials,
            form,
            type: "application/x-www-form-urlencoded",
            headers: headers
        )
    }

    /// Registers a user and logs in with the console's form.
    func logIn(_ email: String, maxWorkspaces: Int = 5, isStaff: Bool = false) async throws -> Credentials {
        try await register(email, maxWorkspaces: maxWorkspaces, isStaff: isStaff)
        return try await session(of: email)
    }

    /// Logs in a user with the console's form.
    func session(of email: String) async throws -> Credentials {
        let answer = try await submit("/login/", "email=\(email)&password=\(Self.password)&next=/hosts/")
        try #require(answer.status == 303, "\(answer.text)")
        #expect(answer.headers[.location] == "/hosts/")
        let header = try #require(answer.headers[.setCookie])
        return .cookie(String(header.prefix { $0 != ";" }))
    }
}
