@testable import Front

/// Requests derived from the endpoints' own descriptions.
extension FrontWorld {
    /// A path with its parameters filled in.
    static func path(of endpoint: Endpoint, parameter: String = "1") -> String {
        endpoint.path.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("{") ? parameter : String($0) }.joined(separator: "/")
    }

    /// A body that the endpoint accepts, or one with a field replaced.
    static func body(of endpoint: Endpoint, replacing name: String? = nil, with value: String = "") -> String {
        var members: [String] = []
        for field in endpoint.body ?? [] {
            if field.name == name {
                members.append("\"\(field.name)\":\(value)")
            } else if field.isRequired {
                members.append("\"\(field.name)\":\(example(of: field))")
            }
        }
        return "{\(members.joined(separator: ","))}"
    }

    private static func example(of field: Field) -> String {
        switch (field.name, field.kind) {
        case ("fingerprint", _): "\"SHA256:\(String(repeating: "A", count: 43))\""
        case ("email", _): #""another@example.com""#
        case ("password", _), ("password_confirm", _): #""SecurePass123!""#
        case (_, .text): #""x""#
        case (_, .integer(let range)): "\(range.lowerBound)"
        case (_, .bool): "true"
        case (_, .choice(let allowed)): "\"\(allowed[0])\""
        case (_, .choices): "[]"
        case (_, .object): "{}"
        }
    }
}
