internal import CSSH2
internal import EventLoop

/// The part of a connection before there is a session: handshake with the host key's check, and log-in.
///
/// Not Sendable: it belongs to the one task that connects.
final class SSHHandshake {
    let library: LibSSH2Session
    private let name: String

    init(
        socket: SSHSocket,
        name: String,
        gate: HostKeyGate,
        keyTypes: [HostKeyPin.KeyType]
    ) throws(SSHError) {
        library = try LibSSH2Session(socket: socket, gate: gate, keyTypes: keyTypes)
        self.name = name
    }

    /// Exchanges keys and returns the host's.
    func perform(deadline: ContinuousClock.Instant) async throws(SSHError) -> HostKeyPin {
        let result = try await repeatedly(deadline) {
            unsafe libssh2_session_handshake(library.pointer, library.transport.socket.descriptor)
        }
        switch library.transport.gate {
        case .open(let key) where result == 0: return key
        case .refused(let found): throw mismatch(found)
        case .open, .expecting, .observing:
            throw SSHError(.protocolFailed, "No SSH handshake with \(name): \(library.lastError.text).")
        }
    }

    /// Logs in with a key from memory.
    func authenticate(
        user: String,
        privateKey: SSHPrivateKey,
        deadline: ContinuousClock.Instant
    ) async throws(SSHError) {
        let text = privateKey.reveal()
        let result = try await repeatedly(deadline) {
            unsafe libssh2_userauth_publickey_frommemory(
                library.pointer,
                user,
                user.utf8.count,
                nil,
                0,
                text,
                text.utf8.count,
                nil
            )
        }
        guard result != 0 else { return }
        let reason = library.lastError.text
        switch result {
        case LIBSSH2_ERROR_AUTHENTICATION_FAILED, LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED:
            throw SSHError(.authenticationFailed, "\(name) refused the key of user \(user): \(reason).")
        case LIBSSH2_ERROR_FILE, LIBSSH2_ERROR_PROTO:
            // The library's message if it cannot read the key; nothing of the key was sent.
            throw SSHError(.invalidArgument, "The private key for \(user) on \(name) cannot be used: \(reason).")
        default:
            throw SSHError(.disconnected, "Logging in as \(user) on \(name) was interrupted: \(reason) (\(result)).")
        }
    }

    /// Whether the handshake failed because the host has no key of the offered types, or no other accepted method.
    var hasNoMethodInCommon: Bool {
        let code = library.lastError.code
        return code == LIBSSH2_ERROR_KEX_FAILURE || code == LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE
    }

    private func mismatch(_ found: HostKeyPin) -> SSHError {
        SSHError(
            .hostKeyMismatch,
            "\(name) presented a host key, \(found), that is not the expected one.",
            foundHostKey: found
        )
    }

    private func repeatedly(
        _ deadline: ContinuousClock.Instant,
        _ call: () -> Int32
    ) async throws(SSHError) -> Int32 {
        let transport = library.transport
        while true {
            let seen = transport.socket.watch.generation
            let result = call()
            guard result == LIBSSH2_ERROR_EAGAIN else { return result }
            transport.flush()
            transport.socket.acknowledgeQuickly()
            switch await transport.socket.wait(since: seen, hasOutput: transport.hasOutput, until: deadline) {
            case .changed: continue
            case .deadline: throw SSHError(.timedOut, "\(name) did not finish the SSH handshake in time.")
            case .cancelled: throw SSHError(.cancelled, "The connection to \(name) was cancelled.")
            }
        }
    }
}

/// Reads a host's key without logging in.
package enum SSHHostKeyScan {
    /// The host's key of a type; nil if the host has none.
    ///
    /// Nothing is sent once the key is known. A key that is read this way is not verified: it may be reported, but
    /// never trusted.
    ///
    /// - Throws: ``SSHError`` `connectFailed`, `timedOut`, `protocolFailed` or `cancelled`.
    package static func read(
        _ keyType: HostKeyPin.KeyType,
        from address: String,
        port: UInt16,
        timeout: Duration
    ) async throws(SSHError) -> HostKeyPin? {
        let deadline = ContinuousClock.now + timeout
        let socket = try await SSHSocket.connect(to: address, port: port, deadline: deadline)
        let name = "\(address):\(port)"
        let handshake = try SSHHandshake(socket: socket, name: name, gate: .observing, keyTypes: [keyType])
        do {
            return try await handshake.perform(deadline: deadline)
        } catch {
            if let found = error.foundHostKey { return found }
            if handshake.hasNoMethodInCommon { return nil }
            throw error
        }
    }
}
