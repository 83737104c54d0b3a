import CommandOutput
import Testing

@Suite struct TerminalTests {
    @Test(
        arguments: [
            ("plain é 😀 \u{200F}", "plain é 😀 \u{200F}"), ("two\nlines\tand a tab", "two lines and a tab"),
            ("\u{1B}[31mred\u{7}", "[31mred"), ("evil\u{202E}gnp.exe\u{2066}", "evilgnp.exe"), ("a\r\nb", "a b"),
        ]
    )
    func `text from others moves no cursor and does not change the text direction`(text: String, plain: String) {
        #expect(Terminal.plain(text) == plain)
    }
}
