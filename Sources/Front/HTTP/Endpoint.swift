internal import HTTPTypes
internal import Hummingbird
internal import Workspaces

/// One call of the API: what it is for, who may make it, what it takes, and what it does. The documentation at
/// `/openapi.json` is made from these, so nothing can be served that it does not name.
struct Endpoint: Sendable {
    /// Who may call.
    enum Access: Sendable, Hashable {
        /// Everybody.
        case anyone
        /// A user; a token needs the scope.
        case user(Scope)
        /// Staff; a token needs the scope `admin`.
        case staff
    }

    let method: HTTPRequest.Method
    /// With a slash at its end; it answers without as well.
    let path: String
    /// One sentence.
    let summary: String
    let access: Access
    /// The fields of the JSON body; nil when none is read.
    var body: [Field]?
    var query: [Field] = []
    /// Headers that the endpoint reads, for the documentation.
    var headers: [Field] = []
    /// The status of success and what its body shows.
    var answer: Answer
    /// Other names of the same path.
    var aliases: [String] = []
    /// The member that says what is wrong.
    var errorName = "detail"
    /// Whether attempts are counted, so that whoever tries too often waits.
    var limitsAttempts = false
    let handle: @Sendable (Call) async throws -> Response

    /// What success looks like.
    struct Answer: Sendable {
        var status: HTTPResponse.Status = .ok
        /// The record that the body shows; nil for no body or one of another type.
        var record: (any Record.Type)?
        var isList = false
        var type = "application/json"
    }

    /// Whether no body stands for an empty one.
    var isBodyOptional: Bool { !(body ?? []).contains(where: \.isRequired) }
}
