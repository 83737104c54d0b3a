import Foundation
import Synchronization

/// A small HTTP/1.1 server on a loopback port, to show clients every misbehaviour of a server.
///
/// One thread per connection; the handler gets requests one by one.
package final class LoopbackServer: Sendable {
    private struct State {
        var requests: [LoopbackRequest] = []
        var connections = 0
        var sockets: Set<Int32> = []
        var isStopped = false
    }

    /// Its listening port.
    package let port: UInt16
    /// Every request as soon as it has been read, before it is answered.
    package let arrivals: AsyncStream<LoopbackRequest>
    private let listener: Int32
    private let state = Mutex(State())
    private let arrivalsContinuation: AsyncStream<LoopbackRequest>.Continuation
    private let handler: @Sendable (LoopbackRequest) -> LoopbackReply

    /// The base of its URLs.
    package var url: String { "http://127.0.0.1:\(port)" }

    /// All requests so far.
    package var requests: [LoopbackRequest] { state.withLock { $0.requests } }

    /// How many connections were accepted so far.
    package var connections: Int { state.withLock { $0.connections } }

    /// Runs `body` with a server, and stops the server afterwards.
    package static func with<Value>(
        _ handler: @escaping @Sendable (LoopbackRequest) -> LoopbackReply,
        _ body: (LoopbackServer) async throws -> Value
    ) async throws -> Value {
        let server = try LoopbackServer(handler)
        defer { server.stop() }
        return try await body(server)
    }

    /// Listens on a free port.
    package init(_ handler: @escaping @Sendable (LoopbackRequest) -> LoopbackReply) throws {
        self.handler = handler
        (listener, port) = try Self.listen()
        (arrivals, arrivalsContinuation) = AsyncStream.makeStream()
        state.withLock { _ = $0.sockets.insert(listener) }
        Thread.detachNewThread { [self] in acceptAll() }
    }

    /// Closes every connection.
    package func stop() {
        // Under the lock, so that no number belongs to another socket by now.
        state.withLock { state in
            state.isStopped = true
            for socket in state.sockets { shutdown(socket, Int32(SHUT_RDWR)) }
        }
        arrivalsContinuation.finish()
    }

    private static func listen() throws -> (socket: Int32, port: UInt16) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(listener, pointer, length) | Foundation.listen(listener, 256)
                    | getsockname(listener, pointer, &length)
            }
        }
        guard listener >= 0, code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        return (listener, UInt16(bigEndian: address.sin_port))
    }

    private func acceptAll() {
        while true {
            let socket = accept(listener, nil, nil)
            guard socket >= 0 else { break }
            let connection: Int? = state.withLock { state in
                guard !state.isStopped else { return nil }
                state.connections += 1
                state.sockets.insert(socket)
                return state.connections
            }
            guard let connection else {
                close(socket)
                break
            }
            Thread.detachNewThread { [self] in serve(socket, connection) }
        }
        forget(listener)
    }

    private func serve(_ socket: Int32, _ connection: Int) {
        var reader = LoopbackReader(socket: socket)
        while let (head, body) = reader.next() {
            let request: LoopbackRequest = state.withLock { state in
                let request = LoopbackRequest(
                    connection: connection,
                    number: state.requests.count + 1,
                    method: head.method,
                    target: head.target,
                    headers: head.headers,
                    body: body
                )
                state.requests.append(request)
                return request
            }
            arrivalsContinuation.yield(request)
            guard answer(handler(request), on: socket) else { break }
        }
        forget(socket)
    }

    private func forget(_ socket: Int32) {
        // Removed from the list before it is closed, because its number is reused immediately.
        state.withLock { _ = $0.sockets.remove(socket) }
        close(socket)
    }

    /// Returns whether the connection stays open.
    private func answer(_ reply: LoopbackReply, on socket: Int32) -> Bool {
        switch reply {
        case .response(let status, let headers, let body):
            var head = "HTTP/1.1 \(status) Status\r\nContent-Length: \(body.count)\r\n"
            for (name, value) in headers { head += "\(name): \(value)\r\n" }
            return send(Array((head + "\r\n").utf8) + body, on: socket)
        case .bytes(let bytes): return send(bytes, on: socket)
        case .bytesThenClose(let bytes):
            _ = send(bytes, on: socket)
            return false
        case .close: return false
        case .silence: return true
        }
    }

    private func send(_ bytes: [UInt8], on socket: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes { bytes in
                unsafe Foundation.send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}
