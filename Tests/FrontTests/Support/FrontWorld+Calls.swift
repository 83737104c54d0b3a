import Database
import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Postgres
import Testing

@testable import Front

/// How a caller authenticates.
enum Credentials: Sendable {
    case nobody
    case basic(String, String = FrontWorld.password)
    case bearer(String)
    case cookie(String)

    var headers: HTTPFields {
        switch self {
        case .nobody: [:]
        case .basic(let email, let password):
            [.authorization: "Basic " + Data("\(email):\(password)".utf8).base64EncodedString()]
        case .bearer(let token): [.authorization: "Bearer \(token)"]
        case .cookie(let cookie): [.cookie: cookie]
        }
    }
}

extension FrontWorld {
    /// Calls with a JSON body, unchanged.
    func call(
        _ method: HTTPRequest.Method,
        _ path: String,
        as credentials: Credentials = .nobody,
        _ body: String? = nil,
        type: String? = "application/json",
        headers: HTTPFields = [:]
    ) async throws -> Answer {
        try await call(method, path, as: credentials, bytes: body.map { Array($0.utf8) }, type: type, headers: headers)
    }

    /// Calls with a body of any bytes.
    func call(
        _ method: HTTPRequest.Method,
        _ path: String,
        as credentials: Credentials = .nobody,
        bytes: [UInt8]?,
        type: String? = "application/json",
        headers: HTTPFields = [:]
    ) async throws -> Answer {
        var all = credentials.headers
        all.append(contentsOf: headers)
        if bytes != nil { all[.contentType] = type }
        return try await client.execute(
            uri: path,
            method: method,
            headers: all,
            body: bytes.map { ByteBuffer(bytes: $0) }
        ) { response in
            Answer(
                status: response.status.code,
                headers: response.headers,
                text: String(buffer: response.body)
            )
        }
    }

    /// Registers a user.
    @discardableResult
    func register(_ email: String, maxWorkspaces: Int = 1, isStaff: Bool = false) async throws -> Credentials {
        let answer = try await call(
            .post,
            "/api/auth/users/register/",
            #"{"email":"\#(email)","username":"somebody","password":"SecurePass123!","password_confirm":"SecurePass123!"}"#
        )
        try #require(answer.status == 201, "\(answer.text)")
        try await pool.query("UPDATE meta_users SET max_workspaces = \(maxWorkspaces) WHERE email = \(email)")
        if isStaff {
            try #require(try await PostgresAccountStore(pool: pool).setStaff(true, email: email))
        }
        return .basic(email)
    }
}
