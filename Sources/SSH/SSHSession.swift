internal import Synchronization

/// The address, the user and the required proof of a connection.
package struct SSHConfiguration: Sendable {
    /// A host name or an address.
    package var address: String
    /// The TCP port.
    package var port: UInt16
    /// The user to log in as.
    package var user: String
    /// The accepted host keys; only their types are offered in the handshake. Never empty.
    package var hostKeyPins: [HostKeyPin]
    /// The key for logging in.
    package var privateKey: SSHPrivateKey
    /// The time limit for everything up to the log-in: name resolution, TCP, handshake, authentication.
    package var connectTimeout: Duration

    package init(
        address: String,
        port: UInt16 = 22,
        user: String,
        hostKeyPins: [HostKeyPin],
        privateKey: SSHPrivateKey,
        connectTimeout: Duration = .seconds(15)
    ) {
        self.address = address
        self.port = port
        self.user = user
        self.hostKeyPins = hostKeyPins
        self.privateKey = privateKey
        self.connectTimeout = connectTimeout
    }
}

/// One SSH connection: commands, uploads and reads on a host whose key was verified before anything else was sent.
///
/// Only this actor uses the library's session, and it never blocks: an operation that cannot continue suspends until
/// the socket is ready. Operations run concurrently, each on its own channel, at most ``maximumConcurrentCommands`` at
/// a time; further ones wait for their turn within their own time limit.
///
/// Call ``close()`` when done. A session that is only dropped closes its socket without notifying the host.
package actor SSHSession {
    /// OpenSSH allows 10 sessions per connection by default (`MaxSessions`). Two are reserved for ending commands, and
    /// two because the server frees a closed one only after it has read the next request.
    package static let maximumConcurrentCommands = 6

    /// The verified key of the host.
    package nonisolated let hostKey: HostKeyPin
    /// The user that logged in.
    package nonisolated let user: String

    let library: LibSSH2Session
    /// Why the session has ended; nil while it is open.
    var failure: SSHError?
    /// Whether an operation is in the middle of opening a channel, which libssh2 does one at a time.
    var isOpeningChannel = false
    var runningCommands = 0
    /// How many second channels are currently ending commands.
    var endingCommands = 0
    /// Abandoned channels whose end the host has not confirmed yet.
    var abandonedChannels: [LibSSH2Channel] = []

    /// The number of open sessions in this process.
    package static var openSessionCount: Int { openSessions.load(ordering: .relaxed) }
    private static let openSessions = Atomic<Int>(0)

    private init(library: sending LibSSH2Session, hostKey: HostKeyPin, user: String) {
        self.library = library
        self.hostKey = hostKey
        self.user = user
        Self.openSessions.add(1, ordering: .relaxed)
    }

    deinit { Self.openSessions.subtract(1, ordering: .relaxed) }

    /// Connects, verifies the host key, and logs in.
    ///
    /// - Throws: ``SSHError``: `connectFailed`, `timedOut`, `protocolFailed` before the host key is known,
    ///   `hostKeyMismatch` with the key that was found, `authenticationFailed` if the host refuses the user's key,
    ///   `invalidArgument` if libssh2 cannot read the key (a passphrase, another format) or no key is pinned,
    ///   `cancelled`.
    package static func connect(_ configuration: SSHConfiguration) async throws(SSHError) -> SSHSession {
        guard !configuration.hostKeyPins.isEmpty else {
            throw SSHError(.invalidArgument, "No host key is pinned for \(configuration.address).")
        }
        let deadline = ContinuousClock.now + configuration.connectTimeout
        let socket = try await SSHSocket.connect(
            to: configuration.address,
            port: configuration.port,
            deadline: deadline
        )
        let handshake = try SSHHandshake(
            socket: socket,
            name: "\(configuration.address):\(configuration.port)",
            gate: .expecting(configuration.hostKeyPins),
            keyTypes: configuration.hostKeyPins.map(\.keyType)
        )
        let hostKey = try await handshake.perform(deadline: deadline)
        try await handshake.authenticate(
            user: configuration.user,
            privateKey: configuration.privateKey,
            deadline: deadline
        )
        return SSHSession(library: handshake.library, hostKey: hostKey, user: configuration.user)
    }

    /// Ends the connection and closes the socket. Safe to call twice; operations in progress end with `disconnected`.
    package func close() {
        guard failure == nil else { return }
        library.sayGoodbye()
        fail(SSHError(.disconnected, "The session was closed."))
    }

    /// Ends the session for all users of it.
    func fail(_ error: SSHError) {
        guard failure == nil else { return }
        failure = error
        library.transport.end()
        library.transport.socket.hangUp()
    }
}
