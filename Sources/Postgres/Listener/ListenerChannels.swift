import Synchronization

/// The subscribers of the channels.
final class ListenerChannels: Sendable {
    /// How many notifications a subscriber may leave unread; beyond that, the oldest are dropped and it is told to
    /// resynchronize.
    private static let maximumUnread = 256

    private typealias Continuation = AsyncStream<PostgresNotification>.Continuation

    private struct State {
        var lastNumber: UInt64 = 0
        var subscribers: [String: [UInt64: Continuation]] = [:]
        /// The channels on which LISTEN is in effect.
        var listened: Set<String> = []
        var isFinished = false
    }

    private let state = Mutex(State())

    /// The channels with a subscriber and no LISTEN, and those with a LISTEN and no subscriber.
    var changes: (listen: Set<String>, unlisten: Set<String>) {
        state.withLock { state in
            let wanted = Set(state.subscribers.keys)
            return (wanted.subtracting(state.listened), state.listened.subtracting(wanted))
        }
    }

    /// - Parameter changed: called whenever a channel gains its first subscriber or loses its last one.
    func subscribe(to channel: String, changed: @escaping @Sendable () -> Void) -> PostgresNotifications {
        let (stream, continuation) = AsyncStream.makeStream(
            of: PostgresNotification.self,
            bufferingPolicy: .bufferingNewest(Self.maximumUnread)
        )
        let number = state.withLock { state -> UInt64? in
            if state.isFinished { return nil }
            state.lastNumber += 1
            state.subscribers[channel, default: [:]][state.lastNumber] = continuation
            if state.listened.contains(channel) { continuation.yield(.resynchronize) }
            return state.lastNumber
        }
        guard let number else {
            continuation.finish()
            return PostgresNotifications(stream: stream)
        }
        continuation.onTermination = { [weak self] _ in
            self?.unsubscribe(number, from: channel)
            changed()
        }
        changed()
        return PostgresNotifications(stream: stream)
    }

    /// LISTEN has taken effect.
    func didListen(to channel: String) {
        state.withLock { _ = $0.listened.insert(channel) }
        send(.resynchronize, to: channel)
    }

    /// UNLISTEN has taken effect.
    func didUnlisten(_ channel: String) {
        state.withLock { _ = $0.listened.remove(channel) }
    }

    /// The connection is gone.
    func didDisconnect() {
        state.withLock { $0.listened = [] }
    }

    /// Delivers a notification to the channel's subscribers.
    func send(_ notification: PostgresNotification, to channel: String) {
        let subscribers = state.withLock { state in state.subscribers[channel].map { Array($0.values) } ?? [] }
        for subscriber in subscribers {
            if case .dropped = subscriber.yield(notification) { subscriber.yield(.resynchronize) }
        }
    }

    /// Ends all current and future subscriptions.
    func finish() {
        let subscribers = state.withLock { state in
            state.isFinished = true
            defer { state.subscribers = [:] }
            return state.subscribers.values.flatMap(\.values)
        }
        for subscriber in subscribers { subscriber.finish() }
    }

    private func unsubscribe(_ number: UInt64, from channel: String) {
        state.withLock { state in
            state.subscribers[channel]?[number] = nil
            if state.subscribers[channel]?.isEmpty == true { state.subscribers[channel] = nil }
        }
    }
}
