import Telemetry
import Testing

@Suite("Log redaction")
struct LogRedactorTests {
    @Test(
        "text that looks like a secret is removed",
        arguments: [
            ("postgresql://ann:sentinel@db:5432/x", "postgresql://ann:***@db:5432/x"),
            ("redis://:sentinel@127.0.0.1/0 then more", "redis://:***@127.0.0.1/0 then more"),
            ("two https://a:sentinel@b and https://c:sentinel@d/", "two https://a:***@b and https://c:***@d/"),
            ("Authorization: Bearer sentinel", "Authorization: Bearer ***"),
            ("{\"auth\":\"Basic sentinel\"}", "{\"auth\":\"Basic ***\"}"),
            ("token dop_v1_sentinel, refused", "token dop_v1_***, refused"),
            ("host=db password=sentinel user=x", "host=db password=*** user=x"),
            ("ALTER ROLE x PASSWORD 'sentinel'", "ALTER ROLE x PASSWORD ***"),
            ("key -----BEGIN OPENSSH PRIVATE KEY-----\nsentinel\n", "key ***"),
        ]
    )
    func hidden(text: String, expected: String) {
        #expect(LogRedactor().redact(text) == expected)
    }

    @Test(
        "other text stays",
        arguments: [
            "plain", "", "https://example.test/a@b:c", "http://[::1]:8080/", "10:30 ann@example.test",
            "-----BEGIN PUBLIC KEY-----", "a://b", "https://ann@host/",
        ]
    )
    func kept(text: String) {
        #expect(LogRedactor().redact(text) == text)
    }

    @Test("a hook may remove more")
    func hook() {
        let redactor = LogRedactor { $0.replacing("ws7x2k4", with: "(workspace)") }
        #expect(redactor.redact("ws7x2k4 at x://a:b@c") == "(workspace) at x://a:***@c")
    }
}
