import NIOCore
import NIOPosix

/// A connection on which any bytes can be sent.
struct RawConnection: Sendable {
    private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// Connects to loopback.
    init(port: Int) async throws {
        channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
            }
    }

    /// Sends bytes and disconnects immediately.
    func sendAndLeave(_ text: String) async throws {
        try await channel.executeThenClose { _, outbound in try await outbound.write(ByteBuffer(string: text)) }
    }

    /// Sends a request and, once it is answered, stays silent while `body` runs.
    func whileOpen(_ request: String, _ body: @Sendable () async throws -> Void) async throws {
        try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request))
            var parts = inbound.makeAsyncIterator()
            _ = try await parts.next()
            try await body()
        }
    }

    /// Sends the first part of a request, and the rest after the first answer.
    ///
    /// - Returns: both answers.
    func send(_ text: String, then rest: String) async throws -> [String] {
        try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var parts = inbound.makeAsyncIterator()
            let first = try await parts.next().map { String(buffer: $0) } ?? ""
            try await outbound.write(ByteBuffer(string: rest))
            var answer = ByteBuffer()
            while let part = try await parts.next() { answer.writeImmutableBuffer(part) }
            return [first, String(buffer: answer)]
        }
    }

    /// Sends bytes and returns everything until the server closes the connection.
    func send(_ text: String) async throws -> String {
        try await channel.executeThenClose { inbound, outbound in
            // A request that is refused early may not be read completely.
            try? await outbound.write(ByteBuffer(string: text))
            var answer = ByteBuffer()
            do {
                for try await part in inbound { answer.writeImmutableBuffer(part) }
            } catch is IOError {
                // The server closed with unread bytes of ours.
            }
            return String(buffer: answer)
        }
    }
}
