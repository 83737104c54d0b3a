package import Foundation
internal import Synchronization

/// Where log lines go: one call per line, from any thread.
package struct LogOutput: Sendable {
    private let write: @Sendable (String) -> Void

    /// Hands each line, with its line break, to a closure.
    package init(_ write: @escaping @Sendable (String) -> Void) { self.write = write }

    /// Writes to standard error.
    ///
    /// One write per line under a lock, so that lines of two threads never mix. What cannot be written is dropped: a
    /// log that nobody reads must not stop the daemon.
    package static let standardError = LogOutput(to: FileHandle.standardError)

    /// Writes to a file handle.
    package init(to handle: FileHandle) {
        let lock = Mutex(())
        self.init { line in lock.withLock { _ in try? handle.write(contentsOf: Data(line.utf8)) } }
    }

    /// Writes a line.
    func callAsFunction(_ line: String) { write(line) }
}
