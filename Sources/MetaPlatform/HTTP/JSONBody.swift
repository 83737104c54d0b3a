internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import WorkspaceModel

/// Reads a request's JSON object within bounds.
enum JSONBody {
    /// Every documented body has fewer than 1,000 bytes; `config_data` is what needs room.
    static let longest = 65_536
    /// Deeper documents mean nothing to us and cost stack to read.
    static let deepest = 32
    /// The largest body takes this long at 18 kbit/s.
    static let patience = Duration.seconds(30)

    /// The whole body.
    ///
    /// - Throws: ``APIError`` 413 or 408.
    static func collect(_ request: Request, patience: Duration = patience) async throws -> ByteBuffer {
        if let length = request.headers[.contentLength].flatMap(Int.init), length > longest { throw tooLarge }
        let body = request.body
        return try await withThrowingTaskGroup(of: ByteBuffer.self) { group in
            group.addTask {
                do {
                    return try await body.collect(upTo: longest)
                } catch is NIOTooManyBytesError {
                    throw tooLarge
                }
            }
            group.addTask {
                try await Task.sleep(for: patience)
                throw APIError(.requestTimeout, "The body did not come to its end in time.")
            }
            defer { group.cancelAll() }
            return try await group.next() ?? ByteBuffer()
        }
    }

    /// The members of the body.
    ///
    /// - Parameter isOptional: whether no body at all stands for an empty object.
    /// - Throws: ``APIError``: 415, or 400 for what is no JSON object.
    static func members(
        _ buffer: ByteBuffer,
        of request: Request,
        isOptional: Bool
    ) throws(APIError) -> [String: JSONValue] {
        if buffer.readableBytes == 0, isOptional { return [:] }
        try checkType(request)
        return try members(Array(buffer.readableBytesView))
    }

    private static var tooLarge: APIError {
        APIError(.contentTooLarge, "The body is larger than \(longest) bytes.")
    }

    private static func checkType(_ request: Request) throws(APIError) {
        let type = (request.headers[.contentType] ?? "").split(separator: ";").first ?? ""
        let name = type.trimmingPrefix { $0 == " " }.prefix { $0 != " " }.lowercased()
        guard name == "application/json" else {
            throw APIError(.unsupportedMediaType, "The body must be JSON with Content-Type: application/json.")
        }
    }

    /// The members of an object in UTF-8.
    static func members(_ bytes: [UInt8]) throws(APIError) -> [String: JSONValue] {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw APIError(.badRequest, "The body is not valid UTF-8.")
        }
        guard depth(of: bytes) <= deepest else {
            throw APIError(.badRequest, "The body is nested deeper than \(deepest) levels.")
        }
        guard let value = JSONValue(parsing: bytes, deepest: deepest) else {
            throw APIError(.badRequest, "The body is not valid JSON.")
        }
        guard case .object(let members) = value else {
            throw APIError(.badRequest, "The body must be a JSON object.")
        }
        return members
    }

    /// How deeply brackets are nested, those in texts left out.
    private static func depth(of bytes: [UInt8]) -> Int {
        var (depth, deepest) = (0, 0)
        var (isInText, isEscaped) = (false, false)
        for byte in bytes {
            if isInText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInText = true
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
        }
        return deepest
    }
}
