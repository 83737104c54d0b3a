import Foundation
import NIOCore
import Testing
import Workspaces

@testable import Front

@Suite("Markup and forms")
struct HTMLTests {
    private static let hostile = #"<script>"x' & </b>"#

    @Test("interpolated values are text, in content and in attributes; markup stays markup")
    func escaping() {
        let inner: HTML = "<i>\(Self.hostile)</i>"
        let escaped = "&lt;script&gt;&quot;x&#39; &amp; &lt;/b&gt;"
        #expect(inner.text == "<i>\(escaped)</i>")
        let outer: HTML = #"<p title="\#(Self.hostile)">\#(inner)\#([inner, inner])\#(HTML?.none)\#(7)</p>"#
        #expect(outer.text == #"<p title="\#(escaped)"><i>\#(escaped)</i><i>\#(escaped)</i><i>\#(escaped)</i>7</p>"#)
        #expect(("\("a\0b")" as HTML).text == "a\u{FFFD}b")
        #expect(("\("evil\u{202E}gnp.exe")" as HTML).text == "evil\u{FFFD}gnp.exe")
    }

    @Test("an address is a link only if it is a web address")
    func links() {
        #expect(HTML.link(to: "https://a.example/?q=\"").text.hasPrefix(#"<a href="https://a.example/?q=&quot;""#))
        for address in ["javascript:alert(1)", "data:text/html,x", " https://a", "//a", ""] {
            #expect(!HTML.link(to: address).text.contains("<a"), "\(address)")
        }
    }

    @Test("a form is decoded as browsers encode it, and refused otherwise")
    func forms() throws {
        let form = try Form(ByteBuffer(string: "name=a+b%26c%3D%C3%A9&vcpu=2&empty=&flag=on"))
        #expect(form["name"] == "a b&c=é" && form["empty"].isEmpty && form["absent"].isEmpty)
        let vcpu = Field("vcpu", .integer(1...4), "x")
        let flag = Field("flag", .bool, "x")
        let fields = form.fields([vcpu, flag, Field("empty", .text(0...1), "x")])
        #expect(try fields.optionalInteger(vcpu) == 2)
        #expect(try fields.optionalBool(flag) == true)
        #expect(fields.members["empty"] == nil)
        for text in ["a=%", "a=%4", "a=%zz", "a=%FF", "%FF=a"] {
            #expect(throws: APIError.self, "\(text)") { try Form(ByteBuffer(string: text)) }
        }
    }

    @Test("after logging in the user stays on this site")
    func places() {
        #expect(LoginPages.place("/workspaces/ws12345/?level=info") == "/workspaces/ws12345/?level=info")
        for text in ["", "//evil.example", "https://evil.example", "/\\evil", "/a\r\nSet-Cookie: x", "/\"><b>"] {
            #expect(LoginPages.place(text) == "/", "\(text)")
        }
        #expect(LoginPages.encode("/a?b=c&d é") == "/a%3Fb%3Dc%26d%20%C3%A9")
    }

    @Test("durations have their two largest units")
    func durations() {
        #expect(
            [0.0123, 9.96, 12, 75, 3661, 90_061].map(Moments.duration) == [
                "12 ms", "9.9 s", "12 s", "1 min 15 s", "1 h 1 min", "1 d 1 h",
            ]
        )
        #expect(CostEstimate.dollars(2405) == "$24.05")
    }

    @Test("a time with microseconds is shown like any other, with a valid HTML datetime")
    func fractions() {
        let moment = Timestamp(microseconds: 1_763_712_000_500_042)
        let html = Moments.since(moment, now: Date(timeIntervalSince1970: 1_763_712_010.75))
        #expect(html.text == #"<time datetime="2025-11-21T08:00:00Z">10 s</time>"#)
        #expect(Moments.at(moment).text == #"<time datetime="2025-11-21T08:00:00Z">2025-11-21 08:00:00 UTC</time>"#)
    }
}
