internal import NIOCore

/// Sees whether a connection's first line has come to its end: what is too long before that is the address, not a header.
final class RequestLineWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private(set) var isComplete = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !isComplete { isComplete = unwrapInboundIn(data).readableBytesView.contains(UInt8(ascii: "\n")) }
        context.fireChannelRead(data)
    }
}
