internal import HTTPTypes
internal import Hummingbird
internal import Workspaces

/// A workspace's log, as a list and as a live stream.
struct LogEndpoints: Sendable {
    private static let after = Field(
        "after",
        .integer(0...Int64.max),
        "Only rows after this number, oldest first, so that reading on misses nothing."
    )
    private static let before = Field(
        "before",
        .integer(1...Int64.max),
        "Only rows before this number, newest first, for reading older ones."
    )
    private static let limit = Field("limit", .integer(1...1000), "The maximum number of rows; 200 if absent.")
    private static let usualLimit: Int64 = 200

    let workspaces: any WorkspaceStore
    let logs: any LogStore
    let hub: LogHub

    private var access: WorkspaceAccess { WorkspaceAccess(workspaces: workspaces) }

    var all: [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: WorkspaceEndpoints.path + "logs/",
                summary: "Shows a workspace's provisioning log, newest first.",
                access: .user(.read),
                query: [Self.after, Self.before, Self.limit],
                answer: .init(record: LogRow.self, isList: true),
                handle: list
            ),
            Endpoint(
                method: .get,
                path: WorkspaceEndpoints.path + "logs/stream/",
                summary:
                    "Streams the log as Server-Sent Events: log for each row, with its number as id; end when the "
                    + "workspace is at rest. Resumes after the Last-Event-ID header.",
                access: .user(.read),
                query: [Self.after],
                headers: [Field("Last-Event-ID", .integer(0...Int64.max), "The number of the last row read.")],
                answer: .init(type: "text/event-stream"),
                handle: stream
            ),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let record = try await access.workspace(call)
        let limit = try call.queryInteger(Self.limit) ?? Self.usualLimit
        let before = try call.queryInteger(Self.before)
        let after = try call.queryInteger(Self.after)
        guard before == nil || after == nil else {
            throw APIError(.conflict, "before and after exclude each other; use only one of them.")
        }
        let rows: [LogRow] =
            if let before {
                try await logs.rows(of: record.number, before: before, limit: limit)
            } else if let after {
                try await logs.rows(of: record.number, after: after, limit: limit)
            } else {
                try await logs.newest(of: record.number, limit: limit)
            }
        return try .json(rows)
    }

    private func stream(_ call: Call) async throws -> Response {
        let record = try await access.workspace(call)
        let queried = try call.queryInteger(Self.after)
        // The position that a reconnecting browser sends takes precedence over its original address.
        let resumed = try call.request.headers[.lastEventID].map { text throws(APIError) in
            guard let number = Int64(text), number >= 0 else {
                throw .field("Last-Event-ID", "must be the number of a row.")
            }
            return number
        }
        let stream = LogStream(workspace: record.number, store: logs, hub: hub, last: resumed ?? queried ?? 0) {
            await call.isStillAdmitted()
        }
        let headers: HTTPFields = [
            .contentType: "text/event-stream", .cacheControl: "no-store",
            // nginx would buffer events until its buffer is full.
            .xAccelBuffering: "no",
        ]
        guard call.request.method != .head else { return Response(status: .ok, headers: headers) }
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody(asyncSequence: stream)
        )
    }
}
