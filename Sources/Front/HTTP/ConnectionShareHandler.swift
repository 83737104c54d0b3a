internal import NIOCore
internal import NIOHTTPTypes

/// Counts its connection, or closes it if its address has too many.
final class ConnectionShareHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart

    private let shares: ConnectionShares
    private var isCounted = false

    init(shares: ConnectionShares) { self.shares = shares }

    func handlerAdded(context: ChannelHandlerContext) { if context.channel.isActive { count(context) } }

    func channelActive(context: ChannelHandlerContext) {
        count(context)
        context.fireChannelActive()
    }

    private func count(_ context: ChannelHandlerContext) {
        guard !isCounted else { return }
        isCounted = true
        guard let key = shares.enter(context.channel.remoteAddress?.ipAddress ?? "unknown") else {
            return context.close(promise: nil)
        }
        let shares = shares
        context.channel.closeFuture.whenComplete { _ in shares.leave(key) }
    }
}
