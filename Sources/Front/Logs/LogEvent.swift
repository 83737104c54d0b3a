internal import NIOCore
internal import Workspaces

/// What a listener is told.
enum LogEvent: Sendable {
    /// Rows without a gap between them, as they are written to everybody.
    case rows(first: Int64, last: Int64, text: ByteBuffer)
    /// Nothing more is to come; the status that the workspace rests in, nil when it is gone.
    case end(status: String?)
    /// A sign of life.
    case heartbeat
}
