import CPostgres

/// Owns a `PGcancel`: what is needed to cancel a connection's statement from another thread.
///
/// `@unchecked`: libpq makes it for use from any thread, and it never changes.
@safe final class CancelHandle: @unchecked Sendable {
    private let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe PQfreeCancel(pointer) }

    /// Opens a connection beside ours, asks the server to cancel, and waits until it has taken the request. Blocks.
    func send() -> Bool {
        // The size that libpq's manual recommends for the message, which is dropped: the outcome is the statement's.
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            unsafe PQcancel(pointer, buffer.baseAddress, CInt(buffer.count)) == 1
        }
    }
}
