import Testing
import Workspaces

@Suite("Secrets")
struct SecretTests {
    private struct Holder {
        let name = "holder"
        let secret = Secret("sentinel")
        let bytes = Secret(Array("sentinel".utf8))
        let optional: Secret<String>? = Secret("sentinel")
    }

    private struct Failure: Error {
        let secret: Secret<String>
    }

    private enum Choice {
        case one(Secret<String>)
    }

    private func dumped(_ value: Any) -> String {
        var text = ""
        dump(value, to: &text)
        return text
    }

    private let secret = Secret("sentinel")

    @Test("no conversion to text shows it")
    func printing() {
        let texts = [
            "\(secret)", secret.description, secret.debugDescription, String(describing: secret),
            String(reflecting: secret), dumped(secret), "\([secret])", "\(["key": secret])",
            String(describing: Optional(secret)), String(reflecting: Mirror(reflecting: secret).children.map(\.value)),
        ]
        for text in texts { #expect(!text.contains("sentinel"), "\(text)") }
        #expect("\(secret)" == "***")
    }

    @Test("nothing that contains it shows it")
    func holding() {
        let holders: [Any] = [Holder(), Failure(secret: secret), Choice.one(secret), (secret, 1)]
        for holder in holders {
            for text in ["\(holder)", String(reflecting: holder), dumped(holder)] {
                #expect(!text.contains("sentinel"), "\(text)")
                #expect(!text.contains("115"), "\(text)")
            }
        }
    }

    @Test("it is returned only on request, and compares by value")
    func reveal() {
        #expect(secret.reveal() == "sentinel")
        #expect(secret == Secret("sentinel"))
        #expect(secret != Secret("other"))
    }
}
