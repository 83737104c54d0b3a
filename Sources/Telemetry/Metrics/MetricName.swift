/// Names as the exposition format allows them.
enum MetricName {
    /// A metric's name: every character but `[a-zA-Z0-9_:]` becomes `_`, and it does not begin with a digit.
    static func metric(_ label: String) -> String { clean(label, allowsColon: true) }

    /// A label's name: as a metric's, but without `:`.
    static func label(_ name: String) -> String { clean(name, allowsColon: false) }

    private static func clean(_ name: String, allowsColon: Bool) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "_": result.unicodeScalars.append(scalar)
            case ":" where allowsColon: result += ":"
            default: result += "_"
            }
        }
        guard let first = result.unicodeScalars.first, !("0"..."9").contains(first) else { return "_" + result }
        return result
    }
}
