internal import Hummingbird

/// A request for a page: who asks, and the form that was sent.
struct ConsoleCall: Sendable {
    let request: Request
    let context: PlatformContext
    /// Nil where nobody needs to be logged in.
    let caller: Caller?
    let form: Form

    /// A part of the path.
    func parameter(_ name: String) -> String { context.parameters.get(name) ?? "" }

    /// A number in the path; nil when there is none.
    func number(_ name: String) -> Int64? {
        let text = parameter(name)
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(text)
    }

    /// A text of the address' query.
    func query(_ name: String) -> String { request.uri.queryParameters[Substring(name)].map(String.init) ?? "" }

    /// The user that is logged in.
    var user: Caller {
        get throws(APIError) {
            guard let caller else { throw Authenticator.unauthenticated(request) }
            return caller
        }
    }
}
