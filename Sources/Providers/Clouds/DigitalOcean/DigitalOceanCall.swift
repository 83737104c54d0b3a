import FoundationEssentials

/// One request to the DigitalOcean API.
struct DigitalOceanCall: Sendable {
    /// The meaning of an unclear outcome.
    enum Effect: Sendable {
        /// Repeating it has the same effect as sending it once, or the next attempt checks before it sends.
        case repeatable
        /// Each success creates a droplet: an unclear outcome must be resolved before anything is sent again.
        case createsServer
    }

    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    var method: Method
    /// The parts of the path below `/v2`, not yet percent-encoded.
    var path: [String]
    var query: [(name: String, value: String)] = []
    /// A JSON document.
    var body: [UInt8]?
    var callClass: APIBudgetCallClass
    var effect = Effect.repeatable
    /// Whether it concerns all waiting droplets: one per period is enough, whichever daemon sends it.
    var isShared = false
    /// Its purpose, to follow "could not": "create the droplet adim-ws7x2k4".
    var purpose: String

    /// Path and query in the form for sending.
    var target: String {
        let path = "/v2/" + path.map { Self.percentEncoded($0, keeping: Self.colon) }.joined(separator: "/")
        guard !query.isEmpty else { return path }
        return path + "?"
            + query.map { "\(Self.percentEncoded($0.name))=\(Self.percentEncoded($0.value))" }.joined(separator: "&")
    }

    /// The call in the budget's terms. Its target is its name, so that equal requests share one place.
    var budgetRequest: APIBudgetRequest {
        APIBudgetRequest(
            key: "\(method.rawValue) \(target) \(effect == .createsServer ? purpose : "")",
            callClass: callClass,
            owner: isShared ? nil : APIBudgetOwner.current,
            isBeginning: effect == .createsServer,
            isShared: isShared
        )
    }

    /// Stays unescaped in a path, because fingerprints contain many.
    private static let colon = UInt8(ascii: ":")

    /// Encodes everything except the unreserved characters of RFC 3986, and one more exception.
    private static func percentEncoded(_ text: String, keeping kept: UInt8? = nil) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            case kept:
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                encoded += "%" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}

/// An answer of the DigitalOcean API, parsed as far as every caller needs it.
struct DigitalOceanReply: Sendable {
    /// The forms of an error's body: the usual one, and the one with root causes.
    private struct ErrorBody: Decodable {
        let id: String?
        let message: String?
        let requestID: String?
        let error: String?
        let errorAttributes: ErrorAttributes?

        enum CodingKeys: String, CodingKey {
            case id
            case message
            case requestID = "request_id"
            case error
            case errorAttributes = "error_attributes"
        }
    }

    private struct ErrorAttributes: Decodable {
        let availableRegions: [String]?

        enum CodingKeys: String, CodingKey {
            case availableRegions = "available_regions"
        }
    }

    /// The longest text from an answer in our messages.
    private static let longestMessage = 500

    let status: Int
    let body: [UInt8]
    let budget: APIBudgetReport
    /// The id for DigitalOcean's support.
    let requestID: String?
    /// The error's name, e.g. `not_found`; nil if the body is not a JSON error.
    let errorID: String?
    /// The error's message; nil if the body is not a JSON error.
    let errorMessage: String?
    /// Regions reported as free when one is full.
    let availableRegions: [String]

    /// Reads an answer.
    ///
    /// - Parameter now: seconds since 1970, for comparison with `ratelimit-reset`.
    init(status: Int, header: (String) -> String?, body: [UInt8], now: Double) {
        self.status = status
        self.body = body
        budget = APIBudgetReport(
            limit: header("ratelimit-limit").flatMap { Int($0) },
            remaining: header("ratelimit-remaining").flatMap { Int($0) },
            untilReset: header("ratelimit-reset").flatMap { Double($0) }.map { .seconds(max(0, min($0 - now, 1e6))) },
            isRefusal: status == 429,
            retryAfter: header("retry-after").flatMap { Int($0) }.map { .seconds(max(0, $0)) }
        )
        // An error is often JSON, but the edge in front of the API answers with HTML.
        let error =
            (200..<300).contains(status) ? nil : try? JSONDecoder().decode(ErrorBody.self, from: Data(body))
        requestID = (header("x-request-id") ?? error?.requestID).map(Self.printable)
        errorID = error?.id.map(Self.printable)
        errorMessage = (error?.message ?? error?.error).map(Self.printable)
        availableRegions = error?.errorAttributes?.availableRegions?.map(Self.printable) ?? []
    }

    /// Reads the body of a success; nil if it has an unexpected form.
    func decoded<Value: Decodable>(_ type: Value.Type) -> Value? {
        try? JSONDecoder().decode(type, from: Data(body))
    }

    /// Text from the answer without control characters, truncated to a readable length.
    private static func printable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
            .prefix(longestMessage).description
    }
}
