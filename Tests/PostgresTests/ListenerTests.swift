import Testing

@testable import Postgres

@Suite("Listening", .timeLimit(.minutes(15)))
struct ListenerTests {
    private func expectNext(
        _ iterator: inout PostgresNotifications.Iterator,
        _ expected: PostgresNotification?,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        let next = await iterator.next(isolation: nil)
        #expect(next == expected, sourceLocation: sourceLocation)
    }

    /// Runs `body` beside a running listener, with a connection to the same database.
    private func withListener(_ body: (PostgresListener, PostgresConnection) async throws -> Void) async throws {
        let configuration = try await TestDatabase.configuration()
        let listener = PostgresListener(configuration: configuration, logger: TestDatabase.logger)
        let connection = try await PostgresConnection.connect(configuration, logger: TestDatabase.logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await listener.run() }
            try await body(listener, connection)
            group.cancelAll()
            try await group.waitForAll()
        }
        await connection.close()
    }

    @Test func notificationsArriveInOrder() async throws {
        try await withListener { listener, connection in
            var notifications = listener.notifications(on: "odd \"channel\"").makeAsyncIterator()
            await expectNext(&notifications, .resynchronize)
            for number in 0..<100 {
                try await connection.query("SELECT pg_notify('odd \"channel\"', \(String(number)))")
            }
            for number in 0..<100 { await expectNext(&notifications, .notified(payload: String(number))) }
        }
    }

    @Test func channelsAndSubscribersAreApart() async throws {
        try await withListener { listener, connection in
            var first = listener.notifications(on: "first").makeAsyncIterator()
            await expectNext(&first, .resynchronize)
            var second = listener.notifications(on: "second").makeAsyncIterator()
            await expectNext(&second, .resynchronize)
            // LISTEN is already in effect, so the late subscriber is told immediately.
            var late = listener.notifications(on: "first").makeAsyncIterator()
            await expectNext(&late, .resynchronize)
            try await connection.execute("NOTIFY first, 'a'; NOTIFY second, 'b'")
            await expectNext(&first, .notified(payload: "a"))
            await expectNext(&second, .notified(payload: "b"))
            await expectNext(&late, .notified(payload: "a"))
        }
    }

    @Test func leavingTheLoopEndsTheListening() async throws {
        try await withListener { listener, connection in
            for await event in listener.notifications(on: "brief") {
                #expect(event == .resynchronize)
                break
            }
            var other = listener.notifications(on: "other").makeAsyncIterator()
            await expectNext(&other, .resynchronize)
            try await connection.execute("NOTIFY brief; NOTIFY other, 'x'")
            await expectNext(&other, .notified(payload: "x"))
            try await eventually("UNLISTEN was sent") {
                try await connection.query(
                    """
                    SELECT count(*) FROM pg_stat_activity
                    WHERE datname = current_database() AND query LIKE 'UNLISTEN%' OR query LIKE 'LISTEN "other"'
                    """
                ).decodeOnly(Int.self) >= 1
            }
        }
    }

    @Test func listeningSurvivesTheEndOfItsConnection() async throws {
        try await withListener { listener, connection in
            var notifications = listener.notifications(on: "wake").makeAsyncIterator()
            await expectNext(&notifications, .resynchronize)
            for round in 0..<3 {
                try await connection.query(
                    """
                    SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
                    """
                )
                await expectNext(&notifications, .resynchronize)
                try await connection.query("SELECT pg_notify('wake', \(String(round)))")
                await expectNext(&notifications, .notified(payload: String(round)))
            }
        }
    }

    @Test func aReaderThatLagsIsToldToReadAgain() async throws {
        let channels = ListenerChannels()
        let notifications = channels.subscribe(to: "flood") {}
        channels.didListen(to: "flood")
        for number in 0..<5000 { channels.send(.notified(payload: String(number)), to: "flood") }
        channels.finish()
        var read: [PostgresNotification] = []
        for await notification in notifications { read.append(notification) }
        #expect(read.count < 1000)
        #expect(read.contains(.resynchronize))
    }

    @Test func endingTheListenerEndsTheSequences() async throws {
        let configuration = try await TestDatabase.configuration()
        let listener = PostgresListener(configuration: configuration, logger: TestDatabase.logger)
        let notifications = listener.notifications(on: "wake")
        let run = Task { try await listener.run() }
        var iterator = notifications.makeAsyncIterator()
        await expectNext(&iterator, .resynchronize)
        run.cancel()
        try await run.value
        await expectNext(&iterator, nil)
        for await _ in listener.notifications(on: "later") { Issue.record("an ended listener speaks") }
    }
}
