/// Reads a host's key without logging in.
package enum SSHHostKeyScan {
    /// The host's key of a type; nil when the host has none of that type.
    ///
    /// Nothing is sent once the key is known. What is read this way is not verified: it is good for saying what was
    /// found, never for trusting it.
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
