import Testing

@testable import Providers

@Suite struct HostRunPieceTests {
    private let line =
        #"{"event":"ok","role":"redis","task":"Install","index":3,"total":40,"duration_ms":12,"message":""}"#

    private func progress(_ state: String, _ size: Int, _ events: String, from offset: Int64 = 0) -> HostRunProgress? {
        HostRunPiece(Array("{\"state\":\(state)}\n\(size)\n\(events)".utf8))?.progress(from: offset)
    }

    @Test func `complete lines become events, the rest waits`() throws {
        let text = line + "\n" + line + "\n" + "{\"event\":\"cha"
        let found = try #require(progress(#""running""#, text.utf8.count + 100, text, from: 100))
        #expect(found.events.count == 2)
        #expect(
            found.events[0]
                == HostRunEvent(
                    event: .ok,
                    role: "redis",
                    task: "Install",
                    index: 3,
                    total: 40,
                    durationMilliseconds: 12,
                    message: ""
                )
        )
        #expect(found.offset == 100 + 2 * Int64(line.utf8.count + 1))
        #expect(found.state == .running)
    }

    @Test func `the end is reported only when nothing follows`() throws {
        let text = line + "\n"
        let all = try #require(progress(#""finished","exit_code":2"#, text.utf8.count, text))
        #expect(all.state == .finished(exitCode: 2))
        #expect(all.offset == Int64(text.utf8.count))
        let part = try #require(progress(#""finished","exit_code":2"#, text.utf8.count + 1, text))
        #expect(part.state == .running)
        #expect(part.events.count == 1)
        let nothing = try #require(progress(#""finished","exit_code":0"#, 500, "", from: 500))
        #expect(nothing.state == .finished(exitCode: 0))
        #expect(nothing.events.isEmpty)
    }

    @Test func `a host that promises more than it sends is not asked forever`() throws {
        let found = try #require(progress(#""finished","exit_code":1"#, 1_000_000, "", from: 500))
        #expect(found.state == .finished(exitCode: 1))
        #expect(found.offset == 500)
    }

    @Test func `a permanently incomplete line is not waited for`() throws {
        let text = line + "\n{\"event\":\"ok\",\"ro"
        let found = try #require(progress(#""interrupted""#, text.utf8.count, text))
        #expect(found.state == .interrupted)
        #expect(found.offset == Int64(text.utf8.count))
        #expect(found.events.count == 2)
        #expect(found.events[1].event == .skipped)
        #expect(found.events[1].message.contains("not an event"))
    }

    @Test func `a line longer than a piece is truncated and marked`() throws {
        let text = String(repeating: "x", count: SSHHostSession.followLimit)
        let found = try #require(progress(#""running""#, text.utf8.count + 50, text))
        #expect(found.offset == Int64(text.utf8.count))
        #expect(found.events.count == 1)
        #expect(found.events[0].message.count < 300)
        #expect(found.state == .running)
    }

    @Test func `hostile events are bounded and cleaned`() throws {
        let message = String(repeating: "\\u001b", count: 10_000)
        let text =
            #"{"event":"failed","task":"\#(message)","index":-1,"total":999999999,"duration_ms":1e300,"message":"\#(message)"}"#
            + "\n"
        let found = try #require(progress(#""running""#, text.utf8.count, text))
        let event = try #require(found.events.first)
        #expect(event.event == .failed)
        #expect(event.task.unicodeScalars.count == 200)
        #expect(event.message.unicodeScalars.count == 4000)
        #expect(!event.message.unicodeScalars.contains("\u{1B}"))
        #expect(event.index == 0)
        #expect(event.total == 100_000)
        #expect(event.durationMilliseconds == 7 * 24 * 3_600_000)
    }

    @Test(arguments: [
        "", "{}", "{\"state\":\"running\"}\nx\n", "{\"state\":\"what\"}\n0\n", "{\"state\":\"finished\"}\n0\n",
    ])
    func `unexpected output does not count as an answer`(output: String) {
        #expect(HostRunPiece(Array(output.utf8)) == nil)
    }

    @Test func `a run that never existed is absent`() throws {
        #expect(try #require(progress(#""absent""#, 0, "")).state == .absent)
    }
}
