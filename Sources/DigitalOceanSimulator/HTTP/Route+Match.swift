extension Routes {
    /// The route for a request, with the values of its path's `{…}` parts; a route without such parts goes first.
    static func find(method: String, path: String) -> (route: Route, parameters: [String: String])? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        for route in all where route.method == method {
            if let parameters = parameters(
                of: parts,
                in: route.path.split(separator: "/", omittingEmptySubsequences: false)
            ) {
                return (route, parameters)
            }
        }
        return nil
    }

    private static func parameters(of parts: [Substring], in pattern: [Substring]) -> [String: String]? {
        guard parts.count == pattern.count else { return nil }
        var found: [String: String] = [:]
        for (part, expected) in zip(parts, pattern) {
            if expected.hasPrefix("{") {
                guard !part.isEmpty, let value = PercentEncoding.decoded(part) else { return nil }
                found[String(expected.dropFirst().dropLast())] = value
            } else if part != expected {
                return nil
            }
        }
        return found
    }
}
