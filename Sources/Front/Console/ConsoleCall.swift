internal import Hummingbird

/// A request for a page: who asks, and the form that was sent.
struct ConsoleCall: Sendable {
    let request: Request
    let context: FrontContext
    /// Nil where nobody needs to be logged in.
    let caller: Caller?
    let form: Form

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
