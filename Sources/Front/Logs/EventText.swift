internal import NIOCore
internal import Workspaces

/// The text of Server-Sent Events (WHATWG HTML, section 9.2).
enum EventText {
    /// When a browser may reconnect after it lost the connection.
    static let opening = ByteBuffer(string: "retry: 1000\n\n")
    static let heartbeat = ByteBuffer(string: ": still here\n\n")

    static func rows(_ rows: [LogRow]) throws -> ByteBuffer {
        var buffer = ByteBuffer()
        for row in rows {
            buffer.writeString("id: \(row.number)\nevent: log\ndata: ")
            buffer.writeBytes(try RecordEncoder.bytes(row))
            buffer.writeStaticString("\n\n")
        }
        return buffer
    }

    static func end(status: String?) -> ByteBuffer {
        var buffer = ByteBuffer(string: "event: end\ndata: ")
        var json = JSON.object([.init("status", status.map(JSON.string) ?? .null)]).bytes
        buffer.writeBuffer(&json)
        buffer.writeStaticString("\n\n")
        return buffer
    }
}
