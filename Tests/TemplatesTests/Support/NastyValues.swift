/// Texts that break out of a syntax whose quoting is wrong.
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
}
