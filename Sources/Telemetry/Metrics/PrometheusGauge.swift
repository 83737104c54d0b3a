internal import Metrics
internal import Synchronization

/// A number that is what it was last set to.
final class PrometheusGauge: MeterHandler, RecorderHandler {
    let series: MetricSeries
    private let value = Mutex(0.0)

    init(series: MetricSeries) { self.series = series }

    var current: Double { value.withLock { $0 } }

    func set(_ new: Int64) { set(Double(new)) }

    func set(_ new: Double) { value.withLock { $0 = new } }

    func increment(by amount: Double) { value.withLock { $0 += amount } }

    func decrement(by amount: Double) { value.withLock { $0 -= amount } }

    func record(_ new: Int64) { set(Double(new)) }

    func record(_ new: Double) { set(new) }
}
