internal import HTTPTypes
internal import Hummingbird
internal import Workspaces

/// One call of the API: its purpose, its access, its input and its action. `/openapi.json` is generated from these, so
/// everything that is served is documented.
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
    /// With a slash at its end; it also works without.
    let path: String
    /// One sentence.
    let summary: String
    let access: Access
    /// The fields of the JSON body; nil if none is read.
    var body: [Field]?
    var query: [Field] = []
    /// Headers that the endpoint reads, for the documentation.
    var headers: [Field] = []
    /// The status and the body of a successful answer.
    var answer: Answer
    /// Other names of the same path.
    var aliases: [String] = []
    /// The member with the error message.
    var errorName = "detail"
    /// Whether attempts are counted, so that a caller with too many must wait.
    var limitsAttempts = false
    let handle: @Sendable (Call) async throws -> Response

    /// The successful answer.
    struct Answer: Sendable {
        var status: HTTPResponse.Status = .ok
        /// The record in the body; nil without a body, or for a body of another type.
        var record: (any Record.Type)?
        var isList = false
        var type = "application/json"
    }

    /// Whether a missing body counts as an empty object.
    var isBodyOptional: Bool { !(body ?? []).contains(where: \.isRequired) }
}
