import Database

/// What `moorage why` says: the workspace as `workspace show` prints it, and why it is so.
struct WorkspaceExplanation: Encodable, Sendable {
    let summary: WorkspaceSummary
    let isRequestWaiting: Bool
    let drift: [Finding]
    let lastOperation: LastOperation?

    struct Finding: Encodable, Sendable {
        let kind: String
        let subject: String
        let detail: String
        let isRepairable: Bool

        enum CodingKeys: String, CodingKey {
            case kind
            case subject
            case detail
            case isRepairable = "is_repairable"
        }
    }

    struct LastOperation: Codable, Sendable {
        let outcome: String
        let error: String?
        /// In RFC 3339, in UTC.
        let finishedAt: String

        enum CodingKeys: String, CodingKey {
            case outcome
            case error
            case finishedAt = "finished_at"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case isRequestWaiting = "is_request_waiting"
        case drift
        case lastOperation = "last_operation"
    }

    func encode(to encoder: any Encoder) throws {
        try summary.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(isRequestWaiting, forKey: .isRequestWaiting)
        try container.encode(drift, forKey: .drift)
        try container.encodeIfPresent(lastOperation, forKey: .lastOperation)
    }
}
