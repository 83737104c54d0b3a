import Testing

@testable import SSH

@Suite struct CommandExchangeTests {
    private let stat = "4711 (sh) S 1 4711 4711 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 987654 0 0"

    private var announcement: [UInt8] { [0x1E] + Array("token \(stat)\n".utf8) }

    @Test func `the announcement is removed wherever the reads cut it`() {
        let bytes = Array("motd\n".utf8) + announcement + [0x00, 0xFF, 0x0A]
        for cut in 0...bytes.count {
            var exchange = CommandExchange(input: [], outputLimit: 4096, token: "token")
            let isWithin1 = exchange.readErrorOutput(bytes[..<cut])
            #expect(isWithin1)
            let isWithin2 = exchange.readErrorOutput(bytes[cut...])
            #expect(isWithin2)
            #expect(exchange.process?.id == 4711)
            #expect(exchange.process?.startTime == 987_654)
            #expect(exchange.errorOutput == Array("motd\n".utf8) + [0x00, 0xFF, 0x0A])
        }
    }

    @Test func `only the first announcement is removed`() {
        var exchange = CommandExchange(input: [], outputLimit: 4096, token: "token")
        let isWithin3 = exchange.readErrorOutput((announcement + announcement)[...])
        #expect(isWithin3)
        #expect(exchange.errorOutput == announcement)
    }

    @Test func `both streams count towards the limit`() {
        var exchange = CommandExchange(input: [], outputLimit: 4, token: "token")
        let isWithin4 = exchange.readOutput([1, 2, 3][...])
        #expect(isWithin4)
        let isWithin5 = exchange.readErrorOutput([4][...])
        #expect(isWithin5)
        let isWithin6 = exchange.readErrorOutput([5][...])
        #expect(!isWithin6)
    }

    @Test(arguments: [
        ("77 (a) b) (c) R 1 77 77 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5 0", 77), ("1 (init) S 0 1 1", nil),
        ("x (sh) S", nil), ("", nil), ("77 (sh", nil),
    ])
    func `a stat line with any name in it is parsed`(line: String, id: Int?) {
        #expect(RemoteProcess(statLine: line[...])?.id == id)
    }

    @Test(arguments: ["it's", "a b", "$(x)", "\\", "\n", "é'\"", ""])
    func `quoting keeps every character`(text: String) {
        #expect(ShellQuoting.quote(text).replacing("'\\''", with: "'") == "'\(text)'")
    }
}
