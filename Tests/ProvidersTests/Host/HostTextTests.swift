import Testing

@testable import Providers

@Suite struct HostTextTests {
    @Test func `a host's output cannot control a terminal`() {
        #expect(
            HostText.clean("a\u{1B}[31mred\u{07}\r\nb", limit: 100) == "a [31mred    b".replacing("    ", with: "   ")
        )
        #expect(HostText.clean("left\u{202E}right\u{2028}x\u{E000}", limit: 100) == "left right x ")
    }

    @Test func `lengths are bounded, letters are kept`() {
        #expect(HostText.clean("Grüße 🛥 漢字", limit: 100) == "Grüße 🛥 漢字")
        #expect(HostText.clean(String(repeating: "é", count: 50), limit: 10).unicodeScalars.count == 10)
        #expect(HostText.clean([0xFF, 0x41, 0x00], limit: 10) == "\u{FFFD}A ")
        #expect(HostText.clean([UInt8](repeating: 0x41, count: 1000), limit: 10) == "AAAAAAAAAA")
    }
}
