import Testing

@testable import Templates

@Suite("Escaping")
struct TargetSyntaxTests {
    private func escaped(_ value: String, _ syntax: TargetSyntax) -> String? {
        try? syntax.escape(value)
    }

    @Test("the written form follows the syntax")
    func table() {
        let value = "a\"b'c$d%e\\f#g\nh"
        #expect(escaped(value, .plain) == nil)
        #expect(escaped(value, .env) == "\"a\\\"b'c\\$d%e\\\\f#g\nh\"")
        #expect(escaped(value, .unit) == nil)
        #expect(escaped("100% 'sure' \\ #1", .unit) == "100%% 'sure' \\ #1")
        #expect(escaped(value, .unitArgument) == "\"a\\\"b'c$$d%%e\\\\f#g\\nh\"")
        #expect(escaped(value, .nginx) == nil)
        #expect(escaped("a\"b'c%e\\f#g\nh", .nginx) == "\"a\\\"b'c%e\\\\f#g\\nh\"")
        #expect(escaped(value, .yaml) == "\"a\\\"b'c$d%e\\\\f#g\\nh\"")
        #expect(escaped(value, .sqlLiteral) == "E'a\"b''c$d%e\\\\f#g\nh'")
        #expect(escaped("it's", .sqlLiteral) == "'it''s'")
        #expect(escaped("a\"b", .sqlIdentifier) == "\"a\"\"b\"")
        #expect(escaped(value, .redis) == "\"a\\\"b'c$d%e\\\\f#g\\nh\"")
        #expect(escaped("a-b._~c/@:%é", .url) == "a-b._~c%2F%40%3A%25%C3%A9")
        #expect(escaped("\u{1}\u{1F}", .redis) == "\"\\x01\\x1f\"")
    }

    @Test("NUL is refused everywhere", arguments: TargetSyntax.allCases)
    func nul(syntax: TargetSyntax) {
        #expect(escaped("a\0b", syntax) == nil)
    }

    @Test(
        "text that a unit's setting would lose is refused",
        arguments: ["", " a", "a ", "a\\", "a\nb", "a\tb", "a\rb"]
    )
    func unit(value: String) {
        #expect(escaped(value, .unit) == nil)
    }

    @Test("an identifier that PostgreSQL would truncate is refused")
    func identifier() {
        #expect(escaped(String(repeating: "x", count: 63), .sqlIdentifier) != nil)
        #expect(escaped(String(repeating: "x", count: 64), .sqlIdentifier) == nil)
        #expect(escaped("", .sqlIdentifier) == nil)
    }

    @Test("a parameter that nginx would not read is refused")
    func nginxLength() {
        #expect(escaped(String(repeating: "x", count: 4000), .nginx) != nil)
        #expect(escaped(String(repeating: "x", count: 4001), .nginx) == nil)
    }
}
