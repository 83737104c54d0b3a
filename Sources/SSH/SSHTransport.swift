internal import CSSH2
internal import Glibc

/// The bytes below libssh2: its session writes into our buffer and reads from the socket.
///
/// The library never sees a full socket, so it never has a half-sent packet, after which calls for all other channels
/// would fail until the first is repeated with the same arguments. The buffer is bounded because ``SSHSession`` writes
/// channel data only while ``hasRoom``; everything else that the library sends is small.
///
/// Not Sendable: it belongs to the one actor that owns the session.
final class SSHTransport {
    /// Four times what libssh2 puts into one packet (32 KiB): enough to keep the socket busy between two wake-ups.
    private static let outputLimit = 128 * 1024

    let socket: SSHSocket
    /// Counts received bytes, to show whether a call read data that others may wait for.
    private(set) var received: UInt64 = 0
    private(set) var gate: HostKeyGate
    /// Reads the host's key from the library; set by the owner of the library's session.
    var presentedKey: () -> HostKeyPin? = { nil }
    private var isEnded = false
    private var output: [UInt8] = []
    private var sent = 0

    init(socket: SSHSocket, gate: HostKeyGate) {
        self.socket = socket
        self.gate = gate
    }

    /// Whether bytes wait until the socket becomes writable.
    var hasOutput: Bool { sent < output.count && !isEnded }

    /// Whether channel data may be written.
    var hasRoom: Bool { output.count - sent < Self.outputLimit }

    /// Makes the library see a closed connection from now on, so that freeing it waits for nothing.
    func end() {
        isEnded = true
        output = []
        sent = 0
    }

    /// Sends the waiting bytes, as far as the socket accepts them.
    func flush() {
        while hasOutput {
            let count = unsafe output.withUnsafeBytes { bytes in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[sent...])
                return unsafe Glibc.send(
                    socket.descriptor,
                    rest.baseAddress,
                    rest.count,
                    Int32(MSG_NOSIGNAL)
                )
            }
            if count < 0 {
                if errno == EINTR { continue }
                // The next read reports a broken connection; the waiting bytes cannot be sent.
                if errno != EAGAIN { end() }
                return
            }
            sent += count
            if sent >= Self.outputLimit { dropSent() }
        }
        dropSent()
    }

    private func dropSent() {
        output.removeFirst(min(sent, output.count))
        sent = 0
    }

    /// libssh2 calls this to send. Returns a negative error number, as the library expects.
    func send(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard !isEnded else { return -Int(EPIPE) }
        guard gate.permitsSending(presented: presentedKey) else { return -Int(ECONNABORTED) }
        unsafe output.append(contentsOf: bytes)
        flush()
        return bytes.count
    }

    /// libssh2 calls this to receive. Returns 0 at the end, or a negative error number.
    func receive(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard !isEnded else { return 0 }
        while true {
            let count = unsafe recv(socket.descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { received += UInt64(count) }
            if count >= 0 { return count }
            if errno != EINTR { return -Int(errno) }
        }
    }
}
