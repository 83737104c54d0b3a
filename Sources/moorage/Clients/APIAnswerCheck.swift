import CommandOutput
import Curl
import Foundation

/// Distinguishes answers of the API from refusals, and explains refusals. It only decides.
struct APIAnswerCheck: Sendable {
    /// A longer detail is not one of ours.
    private static let longestDetail = 1000

    let url: String

    /// How long the API asks to wait before the same call; nil if it does not.
    static func requestedWait(_ response: CurlResponse) -> Duration? {
        guard [429, 503].contains(response.status), let text = response.headers["Retry-After"],
            let seconds = Int(text), (0...86_400).contains(seconds)
        else { return nil }
        return .seconds(max(1, seconds))
    }

    /// The answer, if it is a success.
    ///
    /// - Throws: ``CommandFailure``.
    func success(of call: APICall, _ response: CurlResponse) throws -> CurlResponse {
        guard !(200..<300).contains(response.status) else { return response }
        throw CommandFailure(refusal(of: call, response))
    }

    private func refusal(of call: APICall, _ response: CurlResponse) -> String {
        let detail = Self.detail(response)
        let status = response.status
        let isStrange = "\(url) answers \(status) without a reason in Moorage's format; check MOORAGE_URL."
        switch status {
        case 300..<400:
            let place = response.headers["Location"].map { " to \(Terminal.plain(String($0.prefix(200))))" } ?? ""
            return "\(url) redirects\(place); set MOORAGE_URL to the address of the API itself."
        case 401:
            return
                "\(detail ?? "\(url) does not accept the token.") Check MOORAGE_TOKEN or MOORAGE_TOKEN_FILE, or create a new token with POST /api/auth/tokens/."
        case 404:
            guard detail != nil else { return isStrange }
            return call.workspaceID.map { CommandFailure.noWorkspace($0).description } ?? isStrange
        case 429, 503:
            let wait = Self.requestedWait(response).map { " Ask again in \($0.components.seconds) s." } ?? ""
            return "\(detail ?? "\(url) cannot answer now (\(status)).")\(wait)"
        case 500...:
            return
                "\(url) failed (\(status)): \(detail ?? "it does not say why.") The log of its daemon, or of the proxy in front, has details."
        default: return detail ?? isStrange
        }
    }

    private static func detail(_ response: CurlResponse) -> String? {
        struct Body: Decodable { let detail: String }
        guard let body = try? JSONDecoder().decode(Body.self, from: Data(response.body)) else { return nil }
        return String(Terminal.plain(body.detail).prefix(longestDetail))
    }

    /// Why there was no answer.
    func failure(of call: APICall, _ error: CurlError) -> CommandFailure {
        let doubt =
            error.requestMayHaveBeenSent && call.method != .get
            ? " Your request may still be in progress: check with moorage workspace list." : ""
        let reason = reason(of: call, error)
        switch error.code {
        case .invalidRequest:
            return CommandFailure(
                "The call cannot be created: \(error.message) Check MOORAGE_URL and MOORAGE_TOKEN.",
                exitCode: CommandFailure.usedWrongly
            )
        case .resolve, .connect:
            return CommandFailure(
                "Nothing answers at \(url) (\(reason)). Check MOORAGE_URL, and that moorage serve runs there."
            )
        case .tls:
            return CommandFailure(
                "\(url) cannot be trusted (\(reason)). If your own authority issued its certificate, set MOORAGE_CA_FILE."
            )
        case .deadlineExceeded:
            return CommandFailure("\(url) did not answer in time (\(reason)). Try again later.\(doubt)")
        default:
            return CommandFailure("\(url) gave an incomplete answer (\(reason)).\(doubt)")
        }
    }

    /// Why there was no answer, in a few words without a full stop.
    func reason(of call: APICall, _ error: CurlError) -> String {
        let request = "\(CurlRequest(call.method, url + call.path)): "
        let words = error.message.hasPrefix(request) ? String(error.message.dropFirst(request.count)) : error.message
        return words.hasSuffix(".") ? String(words.dropLast()) : words
    }

    /// Reads an answer.
    ///
    /// - Throws: ``CommandFailure`` if this version of the program does not understand it.
    func decode<Answer: Decodable>(_ type: Answer.Type, from response: CurlResponse) throws -> Answer {
        try decode(type, from: response.body)
    }

    /// Reads a part of an answer.
    func decode<Answer: Decodable>(_ type: Answer.Type, from bytes: [UInt8]) throws -> Answer {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw CommandFailure(
                "\(url) gives an answer that this version of moorage does not understand. Check MOORAGE_URL; use the "
                    + "version of the daemon there."
            )
        }
    }
}
