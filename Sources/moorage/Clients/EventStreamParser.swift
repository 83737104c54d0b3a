import CommandOutput

/// Parses Server-Sent Events (WHATWG HTML, section 9.2.6) from bytes in pieces of any size.
struct EventStreamParser {
    /// An event with its fields.
    struct Event: Equatable {
        var name = ""
        var data = ""
    }

    /// A log row with its data has a few kilobytes; a longer event is not one of ours.
    private static let longestEvent = 16 * 1024 * 1024

    private var line: [UInt8] = []
    private var hasCarriageReturn = false
    private var event = Event()
    private var dataLines: [String] = []
    private var size = 0

    /// Takes bytes and returns the events that they complete.
    ///
    /// - Throws: ``CommandFailure`` if an event is longer than any of ours.
    mutating func feed(_ bytes: [UInt8]) throws -> [Event] {
        var events: [Event] = []
        for byte in bytes {
            switch byte {
            case 0x0A where hasCarriageReturn: hasCarriageReturn = false
            case 0x0A, 0x0D:
                hasCarriageReturn = byte == 0x0D
                if let event = endLine() { events.append(event) }
            default:
                hasCarriageReturn = false
                line.append(byte)
                size += 1
                guard size <= Self.longestEvent else {
                    throw CommandFailure("An event of the log is too long; check MOORAGE_URL.")
                }
            }
        }
        return events
    }

    /// Takes a complete line; an empty one completes an event.
    private mutating func endLine() -> Event? {
        defer { line.removeAll(keepingCapacity: true) }
        guard !line.isEmpty else {
            defer { (event, dataLines, size) = (Event(), [], 0) }
            guard !dataLines.isEmpty else { return nil }
            event.data = dataLines.joined(separator: "\n")
            return event
        }
        let parts = line.split(separator: 0x3A, maxSplits: 1, omittingEmptySubsequences: false)
        var value = parts.count > 1 ? parts[1] : []
        if value.first == 0x20 { value.removeFirst() }
        switch String(decoding: parts[0], as: UTF8.self) {
        case "event": event.name = String(decoding: value, as: UTF8.self)
        case "data": dataLines.append(String(decoding: value, as: UTF8.self))
        // Comments are keep-alives; ids are in the rows, and the time to reconnect is our own decision.
        default: size -= line.count
        }
        return nil
    }
}
