import FoundationEssentials
import Logging
import Synchronization
import Telemetry
import Testing

/// Records the lines of a handler.
private final class Lines: Sendable {
    private let kept = Mutex<[String]>([])
    var output: LogOutput { LogOutput { line in self.kept.withLock { $0.append(line) } } }
    var all: [String] { kept.withLock { $0 } }
}

private struct Failure: Error, CustomStringConvertible {
    var description: String { "connection to postgresql://ann:hunter2@db/x refused" }
}

@Suite("Log handlers")
struct LogHandlerTests {
    private static let time = Date(timeIntervalSince1970: 1_795_249_700.25)

    private func lines(json: Bool, level: Logger.Level = .trace, _ body: (inout Logger) -> Void) -> [String] {
        let lines = Lines()
        var logger = Logger(label: "engine") { label -> any LogHandler in
            LineLogHandler(
                label: label,
                format: json ? .json : .text,
                level: level,
                output: lines.output,
                now: { Self.time }
            )
        }
        body(&logger)
        return lines.all
    }

    private func story(_ logger: inout Logger) {
        logger[metadataKey: "workspace.id"] = "ws7x2k4"
        logger.info("Operation claimed.", metadata: ["operation.id": "7", "note": "two words", "empty": ""])
        logger.warning("A \"quoted\" line\nand a second \u{1B}[31mred", metadata: ["path": "C:\\temp\n"])
        logger.error("It failed.", error: Failure(), metadata: ["api_token": "sentinel", "list": ["a", ["b": "c"]]])
        logger.debug("żółw 🚢", metadata: ["workspace.id": "other", "count": "\(3)"])
    }

    @Test("JSON lines are as in the golden file")
    func json() throws {
        try Golden.compare(lines(json: true, story).joined(), with: "log.jsonl")
    }

    @Test("text lines are as in the golden file")
    func text() throws {
        try Golden.compare(lines(json: false, story).joined(), with: "log.txt")
    }

    @Test("each JSON line is an object for another reader")
    func parsed() throws {
        struct Line: Decodable {
            let time: String
            let level: String
            let label: String
            let message: String
        }
        for line in lines(json: true, story) {
            let parsed = try JSONDecoder().decode(Line.self, from: Data(line.utf8))
            #expect(parsed.time == "2026-11-21T08:28:20.250Z")
            #expect(parsed.label == "engine")
        }
    }

    @Test("an event is one line whatever it contains", arguments: [false, true])
    func oneLine(json: Bool) {
        let hostile = "a\nb\r\nc\u{85}d\u{2028}e\u{0}f\u{1B}[2J"
        let lines = lines(json: json) { logger in
            logger.info("\(hostile)", metadata: ["k": "\(hostile)", "d": ["\(hostile)": "\(hostile)"]])
        }
        #expect(lines.count == 1)
        let controls = lines[0].dropLast().unicodeScalars.filter { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }
        #expect(controls.isEmpty)
        #expect(lines[0].hasSuffix("\n"))
    }

    @Test("events below the level are not written")
    func level() {
        let lines = lines(json: true, level: .warning) { logger in
            logger.info("no")
            logger.warning("yes")
        }
        #expect(lines.count == 1)
    }

    @Test("a long text is truncated and states its length")
    func bounded() {
        let lines = lines(json: true) { $0.info("\(String(repeating: "x", count: 20_000))") }
        #expect(lines[0].utf8.count < 9000)
        #expect(lines[0].contains("(20000 bytes)"))
    }

    @Test("a provider's metadata is written, and an event's own takes precedence")
    func provider() {
        let lines = Lines()
        let logger = Logger(label: "engine") { label in
            var handler = LineLogHandler(label: label, format: .json, output: lines.output)
            handler.metadataProvider = Logger.MetadataProvider { ["a": "provider", "b": "provider"] }
            handler.metadata = ["a": "handler", "c": "handler"]
            return handler
        }
        logger.info("x", metadata: ["b": "event"])
        #expect(lines.all[0].contains(#""metadata":{"a":"provider","b":"event","c":"handler"}"#))
    }

    @Test("lines of many tasks do not mix on a file")
    func threads() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "moorage-\(UUID().uuidString).log").path
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let handle = try #require(openForWriting(path))
        let output = LogOutput(to: handle)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    let logger = Logger(label: "\(task)") { LineLogHandler(label: $0, format: .json, output: output) }
                    for number in 0..<100 { logger.info("line \(number) \(String(repeating: "x", count: 300))") }
                }
            }
        }
        let content = String(decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self)
        let lines = content.split(separator: "\n")
        #expect(lines.count == 800)
        for line in lines { #expect(line.hasPrefix("{\"time\"") && line.hasSuffix("\"}")) }
    }
}
