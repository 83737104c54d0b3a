import Glibc

/// A TCP port on loopback that never answers: connections stay in the kernel's queue.
struct SilentServer {
    struct Failure: Error {
        let code: CInt
    }

    let port: Int
    private let socket: CInt

    init() throws {
        socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr = in_addr(s_addr: UInt32(0x7f00_0001).bigEndian)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) { [socket] pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard unsafe bind(socket, generic, length) == 0, listen(socket, 16) == 0 else { return CInt(-1) }
                return unsafe getsockname(socket, generic, &length)
            }
        }
        guard status == 0 else { throw Failure(code: errno) }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    func close() { _ = Glibc.close(socket) }

    /// A port that was free a moment ago.
    static func freePort() throws -> Int {
        let server = try SilentServer()
        defer { server.close() }
        return server.port
    }
}
