import Curl

/// One call of the API.
struct APICall: Sendable {
    let method: CurlRequest.Method
    /// From `/api/` on, with a query if there is one.
    let path: String
    /// JSON.
    var body: [UInt8]?
    /// Drawn for a call that makes something, so that it makes one thing however often it is sent.
    var idempotencyKey: String?
    /// Whose absence a 404 means; nil where it means that there is no such call.
    var workspaceID: String?

    init(
        _ method: CurlRequest.Method,
        _ path: String,
        body: [UInt8]? = nil,
        idempotencyKey: String? = nil,
        workspaceID: String? = nil
    ) {
        self.method = method
        self.path = path
        self.body = body
        self.idempotencyKey = idempotencyKey
        self.workspaceID = workspaceID
    }

    /// Whether sending it twice does what sending it once does: the teardown of a workspace can be asked for twice.
    var isRepeatable: Bool { method != .post || idempotencyKey != nil }
}
