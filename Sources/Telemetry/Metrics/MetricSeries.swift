/// A metric's name with its labels: what one number, or one histogram, belongs to.
struct MetricSeries: Hashable, Sendable {
    let name: String
    /// `{a="b",c="d"}` in the order of the names, or empty.
    let labels: String

    init(name: String, dimensions: [(String, String)]) {
        self.name = name
        self.labels = Self.text(dimensions)
    }

    /// The labels with one more at the end.
    func labels(adding name: String, _ value: String) -> String {
        let own = "\(name)=\"\(value)\""
        return labels.isEmpty ? "{\(own)}" : "\(labels.dropLast()),\(own)}"
    }

    private static func text(_ dimensions: [(String, String)]) -> String {
        guard !dimensions.isEmpty else { return "" }
        // A name that is given twice would make the whole page unreadable: the last value stands.
        var values: [String: String] = [:]
        for (name, value) in dimensions { values[MetricName.label(name)] = value }
        let pairs = values.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(escaped($0.value))\"" }
        return "{\(pairs.joined(separator: ","))}"
    }

    private static func escaped(_ value: String) -> String {
        value.reduce(into: "") { result, character in
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
    }
}
