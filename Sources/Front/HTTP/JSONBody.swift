internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Workspaces

/// Reads a request's JSON object within bounds.
enum JSONBody {
    /// Every documented body has fewer than 1,000 bytes; only `config_data` needs more.
    static let longest = 65_536
    /// Deeper documents have no use here, and reading them needs stack.
    static let deepest = 32
    /// The largest body takes this long at 18 kbit/s.
    static let patience = Duration.seconds(30)

    /// The whole body.
    ///
    /// - Throws: ``APIError`` 413, 408, or 400 if it is incomplete or not framed as HTTP/1.1 requires.
    static func collect(_ request: Request, patience: Duration = patience) async throws -> ByteBuffer {
        if let length = request.headers[.contentLength].flatMap(Int.init), length > longest { throw tooLarge }
        let body = request.body
        return try await withThrowingTaskGroup(of: ByteBuffer.self) { group in
            group.addTask {
                do {
                    return try await body.collect(upTo: longest)
                } catch is NIOTooManyBytesError {
                    throw tooLarge
                } catch is CancellationError {
                    throw shuttingDown
                } catch {
                    // Errors of the parser, and of a client that left, are not our errors.
                    throw APIError(
                        .badRequest,
                        "The body is incomplete, or its length is not given as HTTP/1.1 requires."
                    )
                }
            }
            group.addTask {
                guard (try? await Task.sleep(for: patience)) != nil else { throw shuttingDown }
                throw APIError(.requestTimeout, "The body did not arrive completely in time.")
            }
            defer { group.cancelAll() }
            return try await group.next() ?? ByteBuffer()
        }
    }

    /// The members of the body.
    ///
    /// - Parameter isOptional: whether a missing body counts as an empty object.
    /// - Throws: ``APIError``: 415, or 400 if it is not a JSON object.
    static func fields(
        _ buffer: ByteBuffer,
        of request: Request,
        isOptional: Bool
    ) throws(APIError) -> Fields {
        if buffer.readableBytes == 0, isOptional { return Fields(members: [:]) }
        try checkType(request)
        return try fields(Array(buffer.readableBytesView))
    }

    private static var tooLarge: APIError {
        APIError(.contentTooLarge, "The body is larger than \(longest) bytes.")
    }

    private static var shuttingDown: APIError { .unavailable("This server is shutting down; try again.") }

    private static func checkType(_ request: Request) throws(APIError) {
        let parts = (request.headers[.contentType] ?? "").split(separator: ";", omittingEmptySubsequences: false)
            .map { $0.split { $0 == " " || $0 == "\t" }.joined().lowercased() }
        guard parts.first == "application/json" else {
            throw APIError(.unsupportedMediaType, "The body must be JSON with Content-Type: application/json.")
        }
        for parameter in parts.dropFirst() where parameter.hasPrefix("charset=") {
            guard ["charset=utf-8", "charset=\"utf-8\""].contains(parameter) else {
                throw APIError(.unsupportedMediaType, "The body must be encoded in UTF-8, like JSON.")
            }
        }
    }

    /// The members of an object in UTF-8.
    static func fields(_ bytes: [UInt8]) throws(APIError) -> Fields {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw APIError(.badRequest, "The body is not valid UTF-8.")
        }
        let read: (value: JSONValue, inexactMembers: Set<String>)
        do {
            read = try JSONValue.strict(bytes, deepest: deepest)
        } catch {
            throw refusal(of: error)
        }
        guard case .object(let members) = read.value else {
            throw APIError(.badRequest, "The body must be a JSON object.")
        }
        return Fields(members: members, inexact: read.inexactMembers)
    }

    private static func refusal(of failure: JSONFailure) -> APIError {
        switch failure.reason {
        case .syntax: APIError(.badRequest, "The body is not valid JSON (byte \(failure.byte)).")
        case .depth: APIError(.badRequest, "The body is nested deeper than \(deepest) levels.")
        case .repeatedName(let name): .field(VisibleText.shown(name), "occurs more than once.")
        case .number:
            .field(
                failure.member.map(VisibleText.shown) ?? "The body",
                "contains a number that is too large."
            )
        }
    }
}
