internal import CSSH2
internal import Crypto

/// Owns a session of the library: freed with this object, without network traffic.
///
/// Not Sendable: it belongs to one actor. The pointers that it returns are valid as long as it exists.
@safe final class LibSSH2Session {
    /// The library's global state, which must be set up once, before the first session.
    private static let initialization: Int32 = libssh2_init(0)

    let pointer: OpaquePointer
    let transport: SSHTransport

    init(socket: SSHSocket, gate: HostKeyGate, keyTypes: [HostKeyPin.KeyType]) throws(SSHError) {
        let transport = SSHTransport(socket: socket, gate: gate)
        // Unretained: this object holds the transport, and frees the session before it releases it.
        let context = unsafe Unmanaged.passUnretained(transport).toOpaque()
        guard Self.initialization == 0, let pointer = unsafe libssh2_session_init_ex(nil, nil, nil, context) else {
            throw SSHError(.connectFailed, "libssh2 could not be initialized.")
        }
        unsafe self.pointer = pointer
        self.transport = transport
        unsafe libssh2_session_set_blocking(pointer, 0)
        unsafe moorage_ssh2_set_transport(pointer, Self.send, Self.receive)
        transport.presentedKey = { unsafe Self.presentedKey(of: pointer) }
        try preferMethods(keyTypes: keyTypes)
    }

    deinit {
        transport.end()
        unsafe libssh2_session_free(pointer)
    }

    /// The library's message about its last error.
    var lastError: (code: Int32, text: String) {
        var text: UnsafeMutablePointer<CChar>?
        let code = unsafe libssh2_session_last_error(pointer, &text, nil, 0)
        guard let text = unsafe text else { return (code, "") }
        return unsafe (code, String(cString: text))
    }

    /// Tells the host that the connection ends, if the socket accepts it immediately.
    func sayGoodbye() {
        _ = unsafe libssh2_session_disconnect_ex(pointer, SSH_DISCONNECT_BY_APPLICATION, "", "")
    }

    /// Only the pins' key types are offered, and no method whose hash is SHA-1 or MD5.
    private func preferMethods(keyTypes: [HostKeyPin.KeyType]) throws(SSHError) {
        var names: [String] = []
        for name in keyTypes.map(\.rawValue) where !names.contains(name) { names.append(name) }
        let preferences = [
            (LIBSSH2_METHOD_HOSTKEY, names.joined(separator: ",")),
            (
                LIBSSH2_METHOD_KEX,
                "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,"
                    + "ecdh-sha2-nistp521,diffie-hellman-group-exchange-sha256,diffie-hellman-group16-sha512,"
                    + "diffie-hellman-group14-sha256"
            ),
            (LIBSSH2_METHOD_CRYPT_CS, "aes128-ctr,aes256-ctr,aes192-ctr"),
            (LIBSSH2_METHOD_CRYPT_SC, "aes128-ctr,aes256-ctr,aes192-ctr"),
            (LIBSSH2_METHOD_MAC_CS, "hmac-sha2-256,hmac-sha2-512"),
            (LIBSSH2_METHOD_MAC_SC, "hmac-sha2-256,hmac-sha2-512"),
        ]
        for (method, list) in preferences where unsafe libssh2_session_method_pref(pointer, method, list) != 0 {
            throw SSHError(.protocolFailed, "libssh2 knows none of the methods \(list): \(lastError.text).")
        }
    }

    /// The key presented by the host; nil before that.
    private static func presentedKey(of pointer: OpaquePointer) -> HostKeyPin? {
        var length = 0
        var type: Int32 = 0
        guard let start = unsafe libssh2_session_hostkey(pointer, &length, &type), length > 0 else { return nil }
        let blob = unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: length))
        for keyType in HostKeyPin.KeyType.allCases {
            if let key = SSHPublicKey(keyType: keyType, blob: blob, comment: "") { return key.pin }
        }
        // It is not one of our types, so its digest matches no pinned key, and it will be refused.
        return HostKeyPin(keyType: .ed25519, digest: SHA256.hash(data: blob))
    }

    private static let send: moorage_ssh2_send = { _, bytes, count, _, context in
        guard let transport = unsafe transport(of: context) else { return -1 }
        return unsafe transport.send(UnsafeRawBufferPointer(start: bytes, count: count))
    }

    private static let receive: moorage_ssh2_receive = { _, buffer, count, _, context in
        guard let transport = unsafe transport(of: context) else { return -1 }
        return unsafe transport.receive(UnsafeMutableRawBufferPointer(start: buffer, count: count))
    }

    private static func transport(
        of context: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> SSHTransport? {
        guard let object = unsafe context?.pointee else { return nil }
        return unsafe Unmanaged<SSHTransport>.fromOpaque(object).takeUnretainedValue()
    }
}
