import CommandOutput
import Testing

@testable import moorage

@Suite struct EventStreamParserTests {
    private typealias Event = EventStreamParser.Event

    private static let text =
        "retry: 1000\n\n: still here\n\nid: 7\nevent: log\ndata: {\"a\":\"ü\"}\n\nevent:end\r\ndata: 1\r\ndata:  2\r\n\r\n"
        + "event: half\ndata: x"
    private static let events = [
        Event(name: "log", data: "{\"a\":\"ü\"}"), Event(name: "end", data: "1\n 2"),
    ]

    @Test func `events are complete wherever the bytes are cut`() throws {
        let bytes = Array(Self.text.utf8)
        for size in 1...bytes.count {
            var parser = EventStreamParser()
            var events: [Event] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                events += try parser.feed(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            #expect(events == Self.events)
        }
    }

    @Test func `an endless event is refused, and endless keep-alives are not`() throws {
        var parser = EventStreamParser()
        let comment = Array((": " + String(repeating: "x", count: 1_000_000) + "\n").utf8)
        for _ in 0..<20 { _ = try parser.feed(comment) }
        let data = Array(("data: " + String(repeating: "x", count: 1_000_000) + "\n").utf8)
        #expect(throws: CommandFailure.self) { for _ in 0..<20 { _ = try parser.feed(data) } }
    }
}
