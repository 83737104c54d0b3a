/// Texts that break out of a syntax with wrong quoting.
enum NastyValues {
    static let all: [String] = [
        "plain",
        "",
        " leading and trailing ",
        "quote\"double",
        "quote'single",
        "back`tick`",
        "$HOME ${PATH} $$",
        "%n %% 100%",
        "# no comment; nor {this}",
        "back\\slash \\n \\",
        "\\\"; drop",
        "line\nbreak",
        "carriage\r\nreturn\ttab",
        "{{workspace}} {{{x}}} {{/x}}",
        "ctrl \u{1}\u{7F}\u{85}\u{2028}\u{FEFF}",
        "żółw 🚢 e\u{301}",
        "'; DROP ROLE x; --",
        "a: b, [c], &d *e !f |g >h",
        "]]> <&>",
        String(repeating: "é", count: 100),
    ]

    /// Random texts of characters with a special meaning somewhere. The same in every run.
    static let random: [String] = {
        let alphabet = Array("\"'`\\$%#{}[]()<>&*!|;:,=@~^?- \t\n\r\u{1}\u{7F}\u{85}\u{2028}aAnx0é🚢")
        // The generator of Park and Miller: small, and not part of the tested code.
        var state: UInt64 = 20_261_121
        func next(below bound: Int) -> Int {
            state = state * 48_271 % 2_147_483_647
            return Int(state) % bound
        }
        return (0..<60).map { _ in
            String((0..<(1 + next(below: 24))).map { _ in alphabet[next(below: alphabet.count)] })
        }
    }()
}
