internal import CSSH2

/// A channel of the library. Its calls return `LIBSSH2_ERROR_EAGAIN` where they would block.
///
/// Not Sendable: it belongs to the actor that owns its session. If dropped without ``free()``, it is freed with the
/// session.
@safe final class LibSSH2Channel {
    /// How much the host may send before we have read it. It bounds the memory that a host can make us use for a
    /// channel and, at 80 ms round trip, the speed to 13 MB/s.
    static let window: UInt32 = 1024 * 1024
    /// Both streams of a channel, with the library's numbers.
    static let standardOutput: Int32 = 0
    static let standardError = Int32(SSH_EXTENDED_DATA_STDERR)
    /// libssh2 puts a whole request into one packet of at most 35,000 bytes.
    static let maximumCommandLength = 30_000

    private let library: LibSSH2Session
    private let pointer: OpaquePointer
    private var isFreed = false

    /// Opens a channel; nil if it would block or failed, as the library's last error says.
    ///
    /// One opening at a time, because the library keeps its progress in the session. A call after an abandoned one
    /// continues what that one began, which is the same request.
    init?(opening library: LibSSH2Session) {
        let packet = UInt32(LIBSSH2_CHANNEL_PACKET_DEFAULT)
        let kind = "session"
        guard
            let pointer = unsafe libssh2_channel_open_ex(
                library.pointer,
                kind,
                UInt32(kind.utf8.count),
                Self.window,
                packet,
                nil,
                0
            )
        else { return nil }
        unsafe self.pointer = pointer
        self.library = library
    }

    /// Asks the host to start a command.
    func start(_ command: String) -> Int32 {
        let request = "exec"
        return unsafe libssh2_channel_process_startup(
            pointer,
            request,
            UInt32(request.utf8.count),
            command,
            UInt32(command.utf8.count)
        )
    }

    /// Reads one stream into `buffer`; returns the number of bytes, or an error.
    func read(_ stream: Int32, into buffer: inout [UInt8]) -> Int {
        unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe libssh2_channel_read_ex(
                pointer,
                stream,
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                bytes.count
            )
        }
    }

    /// Writes to the command's standard input; returns the number of accepted bytes, or an error.
    func write(_ bytes: ArraySlice<UInt8>) -> Int {
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe libssh2_channel_write_ex(
                pointer,
                0,
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                bytes.count
            )
        }
    }

    /// Ends the command's standard input.
    func endInput() -> Int32 { unsafe libssh2_channel_send_eof(pointer) }

    /// Whether both streams have ended and everything was read.
    var isDrained: Bool { unsafe libssh2_channel_eof(pointer) == 1 }

    /// 0 once the host has closed the channel, after the command has ended and its streams are closed. May be called
    /// only when ``isDrained``.
    func hasClosed() -> Int32 { unsafe libssh2_channel_wait_closed(pointer) }

    /// How the command ended. May be called only after the host closed the channel.
    ///
    /// libssh2 cannot distinguish a missing exit status from 0; OpenSSH and Dropbear always send either a status or a
    /// signal before they close.
    func termination() -> SSHCommandResult.Termination {
        var signal: UnsafeMutablePointer<CChar>?
        var length = 0
        let result = unsafe libssh2_channel_get_exit_signal(pointer, &signal, &length, nil, nil, nil, nil)
        if result == 0, let signal = unsafe signal, length > 0 {
            defer { unsafe libssh2_free(library.pointer, signal) }
            let bytes = unsafe UnsafeRawBufferPointer(start: signal, count: min(length, 32))
            return unsafe .signalled(String(decoding: bytes, as: UTF8.self))
        }
        return unsafe .exited(Int(libssh2_channel_get_exit_status(pointer)))
    }

    /// Closes and frees the channel; must be repeated while it would block. The channel must not be used afterwards.
    func free() -> Int32 {
        guard !isFreed else { return 0 }
        let result = unsafe libssh2_channel_free(pointer)
        isFreed = result != LIBSSH2_ERROR_EAGAIN
        return result
    }
}
