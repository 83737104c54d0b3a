internal import FoundationEssentials

extension HostRunEvent {
    private static let maximumNameLength = 200
    private static let maximumMessageLength = 4000
    /// A week in milliseconds, and more tasks than any playbook has.
    private static let maximumDuration = 7 * 24 * 3_600_000
    private static let maximumTasks = 100_000

    private struct Line: Decodable {
        var event: Kind
        var role: String?
        var task: String?
        var index: Int?
        var total: Int?
        var duration: Double?
        var message: String?

        private enum CodingKeys: String, CodingKey {
            case event
            case role
            case task
            case index
            case total
            case duration = "duration_ms"
            case message
        }
    }

    /// Reads one line. One that is no event (cut off, garbled) becomes a `skipped` event that says so, because what
    /// happened on a host is never passed over in silence.
    init(line: [UInt8]) {
        guard let event = try? JSONDecoder().decode(Line.self, from: Data(line)) else {
            self.init(
                event: .skipped,
                role: "",
                task: "",
                index: 0,
                total: 0,
                durationMilliseconds: 0,
                message: "A line of \(line.count) bytes is not an event: "
                    + HostText.clean(line, limit: Self.maximumNameLength)
            )
            return
        }
        func bounded(_ number: Int?, _ limit: Int) -> Int { min(max(0, number ?? 0), limit) }
        let duration = event.duration ?? 0
        self.init(
            event: event.event,
            role: HostText.clean(event.role ?? "", limit: Self.maximumNameLength),
            task: HostText.clean(event.task ?? "", limit: Self.maximumNameLength),
            index: bounded(event.index, Self.maximumTasks),
            total: bounded(event.total, Self.maximumTasks),
            durationMilliseconds: duration.isFinite ? Int(min(max(0, duration), Double(Self.maximumDuration))) : 0,
            message: HostText.clean(event.message ?? "", limit: Self.maximumMessageLength)
        )
    }
}
