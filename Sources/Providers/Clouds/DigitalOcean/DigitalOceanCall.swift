/// One request to the DigitalOcean API.
struct DigitalOceanCall: Sendable {
    /// What an unclear outcome means.
    enum Effect: Sendable {
        /// Sending it again has the effect of sending it once, or the next attempt looks before it sends.
        case repeatable
        /// Each success makes a droplet: an unclear outcome must be looked into before anything is sent again.
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
    /// Whether it is about all droplets that wait: one in a while is enough, whichever daemon sends it.
    var isShared = false
    /// What it is for, to follow "could not": "create the droplet adim-ws7x2k4".
    var purpose: String

    /// Path and query as they are sent.
    var target: String {
        let path = "/v2/" + path.map { Self.percentEncoded($0, keeping: Self.colon) }.joined(separator: "/")
        guard !query.isEmpty else { return path }
        return path + "?"
            + query.map { "\(Self.percentEncoded($0.name))=\(Self.percentEncoded($0.value))" }.joined(separator: "&")
    }

    /// The call as the budget sees it. What is asked for names it, so that who asks for the same stands in one place.
    var budgetRequest: APIBudgetRequest {
        APIBudgetRequest(
            key: "\(method.rawValue) \(target) \(effect == .createsServer ? purpose : "")",
            callClass: callClass,
            owner: isShared ? nil : APIBudgetOwner.current,
            isBeginning: effect == .createsServer,
            isShared: isShared
        )
    }

    /// Stands for itself in a path: fingerprints are full of it.
    private static let colon = UInt8(ascii: ":")

    /// Encodes all but the unreserved characters of RFC 3986, and one more that is to stay.
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
