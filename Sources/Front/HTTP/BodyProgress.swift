internal import Hummingbird
internal import Synchronization

/// How far a request's body was read: what is left of a refused one may never come to its end.
final class BodyProgress: Sendable {
    private enum State { case unread, begun, ended }

    /// What a client that was refused at once has for the rest.
    private static let patience = Duration.seconds(2)

    private let state = Mutex(State.unread)

    func begin() { state.withLock { $0 = .begun } }

    func end() { state.withLock { $0 = .ended } }

    /// Whether nothing of the body is to come; reads the rest of one that nobody wanted, within bounds.
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
