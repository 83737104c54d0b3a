import CommandOutput
import Curl
import Foundation
import Workspaces

/// Sends calls to the API; tries again when the API says so, and when this cannot do anything twice.
struct APIConnection: Sendable {
    /// The longest silence of a log: three keep-alives of the API, which come every 15 s.
    private static let longestSilence = Duration.seconds(45)
    /// How long a command waits in total when the API asks it to; longer waits are reported and left to the user.
    static let patience = Duration.seconds(30)
    /// The pause before a call whose answer was lost is repeated.
    private static let pause = Duration.seconds(1)

    let settings: APISettings
    private let curl: CurlClient
    private let answers: APIAnswerCheck

    init(_ settings: APISettings) throws {
        self.settings = settings
        answers = APIAnswerCheck(url: settings.url)
        curl = try CurlClient()
    }

    func close() { curl.close() }

    /// Makes a call and returns its successful answer.
    ///
    /// - Parameter patience: how long it waits in total when the API asks to.
    /// - Throws: ``CommandFailure``.
    func send(_ call: APICall, patience: Duration = Self.patience) async throws -> CurlResponse {
        var waited = Duration.zero
        var mayRepeat = call.isRepeatable
        while true {
            do {
                let response = try await curl.execute(request(call))
                guard let wait = APIAnswerCheck.requestedWait(response), waited + wait <= patience else {
                    return try answers.success(of: call, response)
                }
                Terminal.error("The API is busy; try again in \(wait.components.seconds) s.")
                try await Task.sleep(for: wait)
                waited += wait
            } catch let error as CurlError {
                guard mayRepeat, error.code == .connectionLost else { throw answers.failure(of: call, error) }
                mayRepeat = false
                try await Task.sleep(for: Self.pause)
            }
        }
    }

    /// Makes a call whose answer is a JSON document.
    func send<Answer: Decodable>(
        _ call: APICall,
        as type: Answer.Type,
        patience: Duration = Self.patience
    ) async throws -> Answer {
        try answers.decode(Answer.self, from: try await send(call, patience: patience))
    }

    /// Makes a call and passes on the answer while it arrives; see ``CurlClient/stream(_:_:)``.
    ///
    /// - Throws: ``CurlError``, and the errors of `take`.
    func stream(_ call: APICall, resumingAfter last: Int64, _ take: ([UInt8]) async throws -> Void) async throws
        -> CurlResponse
    {
        var request = request(call)
        request.headers.append(CurlHeader("Last-Event-ID", String(last)))
        request.deadline = Self.longestSilence
        return try await curl.stream(request, take)
    }

    /// Interprets an answer as ``send(_:)`` does.
    func check(_ call: APICall, _ response: CurlResponse) throws { _ = try answers.success(of: call, response) }

    /// Reads a part of an answer.
    func decode<Answer: Decodable>(_ type: Answer.Type, from bytes: [UInt8]) throws -> Answer {
        try answers.decode(type, from: bytes)
    }

    /// The failure of a call, for people.
    func failure(of call: APICall, _ error: CurlError) -> CommandFailure { answers.failure(of: call, error) }

    /// Why there was no answer, in a few words.
    func reason(of call: APICall, _ error: CurlError) -> String { answers.reason(of: call, error) }

    private func request(_ call: APICall) -> CurlRequest {
        var headers = [
            CurlHeader("Authorization", "Bearer \(settings.token.reveal())", isSecret: true),
            CurlHeader("Accept", "application/json, text/event-stream"),
        ]
        if call.body != nil { headers.append(CurlHeader("Content-Type", "application/json")) }
        if let key = call.idempotencyKey { headers.append(CurlHeader("Idempotency-Key", key)) }
        return CurlRequest(
            call.method,
            settings.url + call.path,
            headers: headers,
            body: call.body,
            certificateAuthorityFile: settings.certificateAuthorityFile,
            allowsPlainHTTP: settings.allowsPlainHTTP
        )
    }
}
