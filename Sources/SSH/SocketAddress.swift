internal import EventLoop
internal import Glibc

/// An address in the form for `connect`, copied from the list of `getaddrinfo`.
struct SocketAddress: Sendable {
    let family: Int32
    let bytes: [UInt8]

    /// More than this many addresses of one name are not tried.
    private static let maximumCount = 8

    /// A numeric address is parsed immediately; a name is resolved on its own thread, because resolving blocks.
    static func resolve(
        _ address: String,
        port: UInt16,
        deadline: ContinuousClock.Instant
    ) async throws(SSHError) -> [SocketAddress] {
        guard !address.isEmpty, address.utf8.count <= 255, !address.utf8.contains(0) else {
            throw SSHError(.invalidArgument, "\"\(address.prefix(64))\" is not a host name or an address.")
        }
        if let found = try? lookUp(address, port: port, flags: AI_NUMERICHOST).get() { return found }
        let lookup = await OwnedThread.call(name: "moorage-resolve", until: deadline) {
            lookUp(address, port: port, flags: 0)
        }
        switch lookup {
        case .finished(let result): return try result.get()
        case .deadline: throw SSHError(.timedOut, "The name \(address) was not resolved in time.")
        case .cancelled: throw SSHError(.cancelled, "Resolving \(address) was cancelled.")
        case .noThread:
            throw SSHError(.connectFailed, "The system cannot start a thread to resolve the name \(address).")
        }
    }

    private static func lookUp(_ address: String, port: UInt16, flags: Int32) -> Result<[SocketAddress], SSHError> {
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = flags | AI_NUMERICSERV
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(address, String(port), &hints, &list)
        guard code == 0 else {
            let reason = unsafe String(cString: gai_strerror(code))
            return .failure(SSHError(.connectFailed, "The name \(address) does not resolve: \(reason)."))
        }
        defer { unsafe freeaddrinfo(list) }
        var found: [SocketAddress] = []
        var next = unsafe list
        while let entry = unsafe next, found.count < maximumCount {
            let bytes = unsafe UnsafeRawBufferPointer(
                start: entry.pointee.ai_addr,
                count: Int(entry.pointee.ai_addrlen)
            )
            unsafe found.append(SocketAddress(family: entry.pointee.ai_family, bytes: Array(bytes)))
            unsafe next = entry.pointee.ai_next
        }
        return .success(found)
    }
}
