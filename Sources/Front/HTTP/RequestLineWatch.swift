internal import NIOCore

/// Tracks whether a connection's first line has ended: if not, the address is too long, and not a header.
final class RequestLineWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private(set) var isComplete = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !isComplete { isComplete = unwrapInboundIn(data).readableBytesView.contains(UInt8(ascii: "\n")) }
        context.fireChannelRead(data)
    }
}
