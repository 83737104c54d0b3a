package import Metrics
internal import Synchronization

/// Stores the program's metrics and writes them in Prometheus' text format.
///
/// A counter's name gets the suffix `_total`, a timer's `_seconds`; characters that the format does not allow become
/// `_`. A recorder that does not aggregate is a gauge.
package final class PrometheusRegistry: MetricsFactory, Sendable {
    /// More series than this with one name come from a label with unbounded values, such as a workspace's id, and would
    /// overload a scraper. Further ones are dropped and counted.
    package static let maximumSeriesPerName = 500
    /// The name of the counter of dropped series.
    package static let droppedName = "moorage_metrics_dropped_series_total"

    /// A metric's kind and all its series.
    enum Family {
        case counter([MetricSeries: PrometheusCounter])
        case gauge([MetricSeries: PrometheusGauge])
        case histogram([MetricSeries: PrometheusHistogram])
    }

    fileprivate struct State {
        var families: [String: Family] = [:]
        var dropped = 0
    }

    private let help: [String: String]
    private let state = Mutex(State())

    /// - Parameter help: a line about a metric, by its written name.
    package init(help: [String: String] = [:]) { self.help = help }

    /// All metrics in the text format, version 0.0.4, in the order of their names.
    package func text() -> String {
        let (families, dropped) = state.withLock { ($0.families, $0.dropped) }
        return PrometheusText(families: families, help: help, dropped: dropped).description
    }

    /// Creates a counter, or returns the existing one with this name and these labels.
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counter(label, dimensions) ?? DroppedMetric()
    }

    /// Same as ``makeCounter(label:dimensions:)``, for fractions.
    package func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        counter(label, dimensions) ?? DroppedMetric()
    }

    /// Creates a gauge, or returns the existing one with this name and these labels.
    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions) ?? DroppedMetric()
    }

    /// Creates a histogram of values if `aggregate` is true, otherwise a gauge.
    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else { return gauge(label, dimensions) ?? DroppedMetric() }
        let series = MetricSeries(name: MetricName.metric(label), dimensions: dimensions)
        return histogram(series, bounds: PrometheusHistogram.valueBounds) ?? DroppedMetric()
    }

    /// Creates a histogram of durations in seconds, or returns the existing one with this name and these labels.
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let series = MetricSeries(name: Self.name(label, suffix: "_seconds"), dimensions: dimensions)
        return histogram(series, bounds: PrometheusHistogram.durationBounds) ?? DroppedMetric()
    }

    /// Removes a counter's series.
    package func destroyCounter(_ handler: any CounterHandler) { remove((handler as? PrometheusCounter)?.series) }

    /// Removes a counter's series.
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {
        remove((handler as? PrometheusCounter)?.series)
    }

    /// Removes a gauge's series.
    package func destroyMeter(_ handler: any MeterHandler) { remove((handler as? PrometheusGauge)?.series) }

    /// Removes a recorder's series.
    package func destroyRecorder(_ handler: any RecorderHandler) {
        remove((handler as? PrometheusGauge)?.series ?? (handler as? PrometheusHistogram)?.series)
    }

    /// Removes a timer's series.
    package func destroyTimer(_ handler: any TimerHandler) { remove((handler as? PrometheusHistogram)?.series) }

    private func counter(_ label: String, _ dimensions: [(String, String)]) -> PrometheusCounter? {
        let series = MetricSeries(name: Self.name(label, suffix: "_total"), dimensions: dimensions)
        return state.withLock { state in
            guard case .counter(var all) = state.families[series.name, default: .counter([:])] else {
                return state.drop()
            }
            guard let made = Self.find(series, in: &all, else: PrometheusCounter(series: series)) else {
                return state.drop()
            }
            state.families[series.name] = .counter(all)
            return made
        }
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> PrometheusGauge? {
        let series = MetricSeries(name: MetricName.metric(label), dimensions: dimensions)
        return state.withLock { state in
            guard case .gauge(var all) = state.families[series.name, default: .gauge([:])] else { return state.drop() }
            guard let made = Self.find(series, in: &all, else: PrometheusGauge(series: series)) else {
                return state.drop()
            }
            state.families[series.name] = .gauge(all)
            return made
        }
    }

    private func histogram(_ series: MetricSeries, bounds: [Double]) -> PrometheusHistogram? {
        state.withLock { state in
            guard case .histogram(var all) = state.families[series.name, default: .histogram([:])] else {
                return state.drop()
            }
            guard let made = Self.find(series, in: &all, else: PrometheusHistogram(series: series, bounds: bounds))
            else { return state.drop() }
            state.families[series.name] = .histogram(all)
            return made
        }
    }

    /// The metric of a series; a new one if there is room, otherwise nil.
    private static func find<Metric>(
        _ series: MetricSeries,
        in all: inout [MetricSeries: Metric],
        else make: @autoclosure () -> Metric
    ) -> Metric? {
        if let metric = all[series] { return metric }
        guard all.count < maximumSeriesPerName else { return nil }
        let metric = make()
        all[series] = metric
        return metric
    }

    private func remove(_ series: MetricSeries?) {
        guard let series else { return }
        state.withLock { state in
            switch state.families[series.name] {
            case .counter(var all):
                all[series] = nil
                state.families[series.name] = .counter(all)
            case .gauge(var all):
                all[series] = nil
                state.families[series.name] = .gauge(all)
            case .histogram(var all):
                all[series] = nil
                state.families[series.name] = .histogram(all)
            case nil: break
            }
        }
    }

    private static func name(_ label: String, suffix: String) -> String {
        let name = MetricName.metric(label)
        return name.hasSuffix(suffix) ? name : name + suffix
    }
}

extension PrometheusRegistry.State {
    /// Counts dropped series.
    fileprivate mutating func drop<Metric>() -> Metric? {
        dropped += 1
        return nil
    }
}
