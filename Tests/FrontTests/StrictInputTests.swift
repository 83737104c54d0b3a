import Foundation
import HTTPTypes
import Postgres
import Testing
import Workspaces

@testable import Front

@Suite("JSON and texts, strictly")
struct StrictInputTests {
    @Test(
        "valid JSON is read",
        arguments: [
            (#" {"a" : 1 , "b":[true,false,null]}"#, #"{"a":1,"b":[true,false,null]}"#),
            (#"{"a":-0.5e+1,"b":1.0,"c":1e2,"d":0}"#, #"{"a":-5,"b":1,"c":100,"d":0}"#),
            (#"{"a":"\u00e9\n\/\ud83d\ude00é"}"#, #"{"a":"é\n/😀é"}"#), (#"{"a":[],"b":{}}"#, #"{"a":[],"b":{}}"#),
            (#"{"a":9223372036854775807}"#, #"{"a":9223372036854775807}"#), (#"{"":1.25}"#, #"{"":1.25}"#),
        ]
    )
    func valid(text: String, same: String) throws {
        let expected = try JSONDecoder().decode(JSONValue.self, from: Data(same.utf8))
        #expect(try JSONValue.object(JSONBody.fields(Array(text.utf8)).members) == expected)
    }

    @Test(
        "invalid JSON is refused",
        arguments: [
            #"{"a":1,}"#, #"{"a":[1,]}"#, #"{,}"#, #"{"a"}"#, #"{"a":}"#, #"{"a" 1}"#, #"{a:1}"#, #"{'a':1}"#,
            #"{"a":01}"#, #"{"a":1.}"#, #"{"a":.5}"#, #"{"a":+1}"#, #"{"a":-}"#, #"{"a":1e}"#, #"{"a":1e400}"#,
            #"{"a":NaN}"#, #"{"a":tru}"#, #"{"a":1}x"#, #"{"a":"\x"}"#, #"{"a":"\u12"}"#, #"{"a":"\ud800"}"#,
            #"{"a":"\udc00"}"#, #"{"a":"\ud800\u0041"}"#, "{\"a\":\"\n\"}", #"{"a":"#, #"{"a":1//"#, "", "{",
            "\u{FEFF}{}",
        ]
    )
    func invalid(text: String) {
        #expect(throws: APIError.self) { try JSONBody.fields(Array(text.utf8)) }
    }

    @Test("a duplicate name, another charset and half a character in a query are refused")
    func refused() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com", maxWorkspaces: 5)
            let path = "/api/workspaces/"
            let body = #"{"name":"x","deployment_type":"cloud"}"#
            let twice = try await world.call(.post, path, as: me, #"{"name":"x","name":"y","deployment_type":"cloud"}"#)
            #expect(twice.status == 400 && twice.detail == "name occurs more than once.")
            // Unknown fields are not stored.
            let long = #"{"name":"x","deployment_type":"cloud","FIELD":{"a":[12345678901234567890]}}"#
            let lost = try await world.call(.post, path, as: me, long.replacing("FIELD", with: "config_data"))
            #expect(lost.status == 400 && lost.detail.hasPrefix("config_data contains a number with more digits"))
            #expect(try await world.call(.post, path, as: me, long.replacing("FIELD", with: "x")).status == 201)
            let types = [
                ("application/json; charset=latin1", 415), ("application/json;charset=\"iso-8859-1\"", 415),
                ("Application/JSON; Charset=UTF-8", 201), ("application/json ; charset=\"utf-8\"; v=1", 201),
            ]
            for (type, status) in types {
                #expect(try await world.call(.post, path, as: me, body, type: type).status == status, "\(type)")
            }
            for query in ["status=%ff", "status=%", "status=%e", "page=%31%ff"] {
                let answer = try await world.call(.get, "\(path)?\(query)", as: me)
                #expect(answer.status == 400 && answer.detail.contains(query.prefix { $0 != "=" }), "\(query)")
            }
            #expect(try await world.call(.get, "\(path)?st%61tus=provi%73ioning", as: me).list.count == 3)
        }
    }

    @Test("passwords are compared by bytes, and may begin with a combining mark")
    func passwords() async throws {
        try await FrontWorld.run { world in
            let path = "/api/auth/users/register/"
            func body(_ password: String, _ confirm: String) -> String {
                #"{"email":"me@example.com","username":"me","password":"\#(password)","password_confirm":"\#(confirm)"}"#
            }
            // The same characters for a reader, but different bytes for bcrypt.
            let differs = try await world.call(.post, path, body("caf\u{E9}-password", "cafe\u{301}-password"))
            #expect(differs.status == 409 && differs.detail.contains("password_confirm"))
            let mark = "\u{301}Secure-Pass-9"
            #expect(try await world.call(.post, path, body(mark, mark)).status == 201)
            let answer = try await world.call(.get, "/api/auth/users/me/", as: .basic("me@example.com", mark))
            #expect(answer.status == 200)
        }
    }

    @Test("the limit of a password that is too long is stated in bytes")
    func tooLong() async throws {
        try await FrontWorld.run { world in
            let long = String(repeating: "x", count: 73)
            let body =
                #"{"email":"me@example.com","username":"me","password":"\#(long)","password_confirm":"\#(long)"}"#
            let answer = try await world.call(.post, "/api/auth/users/register/", body)
            #expect(answer.status == 400 && answer.detail.contains("72 bytes"))
        }
    }

    @Test("e-mails that the documented pattern matches are accepted, and no others")
    func emails() throws {
        let pattern = try Regex(try #require(AccountFields.email.pattern))
        // Every ASCII sign before the @, and one that becomes ASCII in lower case.
        let signs = (0x21...0x7E).map { String(UnicodeScalar($0)) } + ["\u{212A}"]
        for text in signs.map({ "a\($0)b@example.com" }) + ["a@b.c", "a@b..c", "a@", "@b", "a@-", "a@b_c"] {
            let isAccepted = (try? AccountFields.checkedEmail(text)) != nil
            #expect(isAccepted == (try pattern.wholeMatch(in: text) != nil), "\(text)")
        }
    }

    private static let names: [(text: String, isAccepted: Bool)] = [
        ("x", true), (" x ", true), ("Büro 😀", true), ("👩‍👩‍👧", true), ("می‌خواهم", true), (" ", false),
        ("\u{A0}\u{3000}", false), ("\u{202E}abc", false), ("a\u{200B}b", false), ("a\u{2066}b", false),
        ("\u{FEFF}", false), ("\u{AD}", false), ("\u{115F}", false), ("\u{2800}", false), ("\u{200D}\u{FE0F}", false),
        ("☀\u{FE0F}", true),
        ("a\u{2028}b", false), ("a\nb", false),
    ]

    @Test("a name has something visible and nothing deceptive, as the documented pattern says")
    func names() async throws {
        let pattern = try NSRegularExpression(pattern: Field.visibleName)
        for (text, isAccepted) in Self.names {
            let range = NSRange(text.startIndex..., in: text)
            #expect((pattern.firstMatch(in: text, range: range) != nil) == isAccepted, "\(text)")
        }
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com", maxWorkspaces: 50, isStaff: true)
            let id = try await world.createWorkspace(as: me)
            for (text, isAccepted) in Self.names {
                let name = #""name":"\#(text.replacing("\n", with: "\\n"))""#
                let calls: [(HTTPRequest.Method, String, String)] = [
                    (.post, "/api/workspaces/", #"{\#(name),"deployment_type":"cloud"}"#),
                    (.patch, "/api/workspaces/\(id)/", "{\(name)}"), (.post, "/api/auth/tokens/", "{\(name)}"),
                    (.post, "/api/hosts/enrolments/", "{\(name)}"),
                ]
                for (method, path, body) in calls {
                    let answer = try await world.call(method, path, as: me, body)
                    #expect((answer.status < 300) == isAccepted, "\(path) \(text): \(answer.text)")
                    if !isAccepted { #expect(answer.detail.hasPrefix("name must not"), "\(answer.text)") }
                }
            }
        }
    }

    @Test("a workspace has its owner's tier")
    func tier() async throws {
        try await FrontWorld.run { world in
            let me = try await world.register("me@example.com", maxWorkspaces: 3)
            for (stored, tier) in [("pro", "pro"), ("free", "free"), ("", "starter")] {
                try await world.pool.query("UPDATE meta_users SET subscription_tier = \(stored)")
                let id = try await world.createWorkspace(as: me)
                #expect(try await world.call(.get, "/api/workspaces/\(id)/", as: me)["subscription_tier"]?.text == tier)
            }
        }
    }
}
