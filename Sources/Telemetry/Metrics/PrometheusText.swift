/// Prometheus' text exposition format, version 0.0.4.
struct PrometheusText: CustomStringConvertible {
    let families: [String: PrometheusRegistry.Family]
    let help: [String: String]
    let dropped: Int

    /// The whole page, in the order of names and labels.
    var description: String {
        var page = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            let (kind, lines) = Self.lines(of: family)
            guard !lines.isEmpty else { continue }
            page += heading(name, kind: kind) + lines.joined()
        }
        page += heading(PrometheusRegistry.droppedName, kind: "counter")
        return page + "\(PrometheusRegistry.droppedName) \(dropped)\n"
    }

    private func heading(_ name: String, kind: String) -> String {
        let help = help[name].map { "# HELP \(name) \(Self.escaped($0))\n" } ?? ""
        return help + "# TYPE \(name) \(kind)\n"
    }

    private static func lines(of family: PrometheusRegistry.Family) -> (kind: String, lines: [String]) {
        switch family {
        case .counter(let all):
            ("counter", all.values.map { ($0.series, line($0.series, $0.current)) }.sortedByLabels())
        case .gauge(let all):
            ("gauge", all.values.map { ($0.series, line($0.series, $0.current)) }.sortedByLabels())
        case .histogram(let all):
            ("histogram", all.values.map { ($0.series, histogram($0.series, $0.snapshot)) }.sortedByLabels())
        }
    }

    private static func line(_ series: MetricSeries, _ value: Double) -> String {
        "\(series.name)\(series.labels) \(number(value))\n"
    }

    private static func histogram(_ series: MetricSeries, _ snapshot: PrometheusHistogram.Snapshot) -> String {
        var lines = ""
        for (bound, count) in snapshot.cumulative {
            lines += "\(series.name)_bucket\(series.labels(adding: "le", number(bound))) \(count)\n"
        }
        lines += "\(series.name)_bucket\(series.labels(adding: "le", "+Inf")) \(snapshot.count)\n"
        lines += "\(series.name)_sum\(series.labels) \(number(snapshot.sum))\n"
        return lines + "\(series.name)_count\(series.labels) \(snapshot.count)\n"
    }

    /// A whole number without a fraction; infinity and NaN in the format's spelling.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value) { return String(whole) }
        return String(value)
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }
}

extension [(MetricSeries, String)] {
    fileprivate func sortedByLabels() -> [String] { sorted { $0.0.labels < $1.0.labels }.map(\.1) }
}
