internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Workspaces

/// The call with which client apps find a workspace. Its errors are `{"error": …}`, as documented. A code that is
/// wrong, expired, used up or of a user who left gets the same answer, and an unknown one runs the same statement.
struct ValidationEndpoint: Sendable {
    /// As documented, character by character.
    static let refusal = "OTP is invalid or has expired"
    /// The size of the column; longer texts are wrong codes, not malformed requests.
    private static let longestCode = 12

    private static let otp = Field("otp", .text(0...1024), required: true, "The code, in upper or lower case.")

    let passwords: any OneTimePasswordStore
    let guesses: GuessGuard

    var endpoint: Endpoint {
        Endpoint(
            method: .post,
            path: "/api/otps/validate/",
            summary: "Finds a workspace by a one-time password.",
            access: .anyone,
            body: [Self.otp],
            answer: .init(record: DiscoveredWorkspace.self),
            errorName: "error",
            limitsAttempts: true,
            handle: validate
        )
    }

    private func validate(_ call: Call) async throws -> Response {
        let code = try call.fields.text(Self.otp).filter { !$0.isWhitespace }.uppercased()
        let isPossible =
            (1...Self.longestCode).contains(code.utf8.count)
            && code.utf8.allSatisfy(\.isASCIILetterOrDigit)
        let address = call.context.clientAddress
        let found = try await guesses.attempt(from: ClientKey.of(address)) {
            isPossible ? try await passwords.use(code, from: address) : nil
        }
        guard let found else { throw APIError(.notFound, Self.refusal) }
        call.context.logger.info(
            "A one-time password was used.",
            metadata: ["workspace": "\(found.workspaceID)", "address": "\(address)"]
        )
        return try .json(found)
    }
}
