internal import Hummingbird

/// A request for a page, with its user and the submitted form.
struct ConsoleCall: Sendable {
    let request: Request
    let context: FrontContext
    /// Nil where no log-in is needed.
    let caller: Caller?
    let form: Form

    /// A text of the address's query.
    func query(_ name: String) -> String { request.uri.queryParameters[Substring(name)].map(String.init) ?? "" }

    /// The logged-in user.
    var user: Caller {
        get throws(APIError) {
            guard let caller else { throw Authenticator.unauthenticated(request) }
            return caller
        }
    }
}
