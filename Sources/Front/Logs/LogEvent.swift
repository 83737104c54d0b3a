internal import NIOCore
internal import Workspaces

/// A message to a listener.
enum LogEvent: Sendable {
    /// Consecutive rows, in the text that every listener gets.
    case rows(first: Int64, last: Int64, text: ByteBuffer)
    /// The log has ended; the status in which the workspace is at rest, nil if it is gone.
    case end(status: String?)
    /// A keep-alive.
    case heartbeat
}
