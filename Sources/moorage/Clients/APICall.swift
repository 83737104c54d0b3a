import Curl

/// One call of the API.
struct APICall: Sendable {
    let method: CurlRequest.Method
    /// From `/api/` on, with a query if there is one.
    let path: String
    /// JSON.
    var body: [UInt8]?
    /// Drawn for a call that creates something, so that it creates one thing, however often it is sent.
    var idempotencyKey: String?
    /// The object that a 404 reports as missing; nil if a 404 means that there is no such call.
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

    /// Whether sending it twice has the same effect as sending it once: the decommission of a workspace can be
    /// requested twice.
    var isRepeatable: Bool { method != .post || idempotencyKey != nil }
}
