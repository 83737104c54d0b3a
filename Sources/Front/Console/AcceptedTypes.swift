/// The header `Accept` (RFC 9110, section 12.5.1), as far as needed to choose between pages and JSON.
struct AcceptedTypes: Sendable {
    private let qualities: [String: Double]

    init(_ header: String) {
        var qualities: [String: Double] = [:]
        for range in header.lowercased().split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard let type = parts.first else { continue }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) }
            qualities[type] = quality ?? 1
        }
        self.qualities = qualities
    }

    /// Whether the client accepts pages, as browsers do, and prefers them to JSON.
    var prefersPages: Bool {
        guard let page = qualities["text/html"], page > 0 else { return false }
        let json = qualities["application/json"] ?? qualities["application/*"] ?? qualities["*/*"] ?? 0
        return page > json
    }
}
