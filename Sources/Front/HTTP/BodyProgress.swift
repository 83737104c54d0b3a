internal import Hummingbird
internal import Synchronization

/// How far a request's body was read: the rest of a refused one may never end.
final class BodyProgress: Sendable {
    private enum State { case unread, begun, ended }

    /// How long a client that was refused immediately has to send the rest.
    private static let patience = Duration.seconds(2)

    private let state = Mutex(State.unread)

    func begin() { state.withLock { $0 = .begun } }

    func end() { state.withLock { $0 = .ended } }

    /// Whether the body has ended; reads the rest of an unused body, within bounds.
    func hasEnded(of request: Request) async -> Bool {
        switch state.withLock({ $0 }) {
        case .ended: return true
        case .begun: return false
        case .unread:
            guard request.headers[.contentLength] != nil || request.headers[.transferEncoding] != nil else {
                return true
            }
            return (try? await JSONBody.collect(request, patience: Self.patience)) != nil
        }
    }
}
