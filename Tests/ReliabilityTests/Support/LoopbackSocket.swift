import Foundation

/// Blocking sockets on 127.0.0.1, for threads of a test.
enum LoopbackSocket {
    struct Failure: Error {
        let code: Int32
    }

    static func listen(on port: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        let isBound = unsafe withAddress(port) {
            unsafe bind(descriptor, $0, $1) == 0 && Glibc.listen(descriptor, 128) == 0
        }
        guard isBound else { throw Failure(code: errno) }
        return descriptor
    }

    static func connect(to port: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        guard unsafe withAddress(port, { unsafe Glibc.connect(descriptor, $0, $1) == 0 }) else {
            close(descriptor)
            throw Failure(code: errno)
        }
        return descriptor
    }

    /// Waits until one of two is readable; nil if neither ever will be.
    static func wait(_ first: Int32, _ second: Int32) -> (first: Bool, second: Bool)? {
        var entries = [
            pollfd(fd: first, events: Int16(POLLIN), revents: 0), pollfd(fd: second, events: Int16(POLLIN), revents: 0),
        ]
        guard unsafe poll(&entries, 2, -1) > 0 else { return nil }
        return (entries[0].revents != 0, entries[1].revents != 0)
    }

    /// The available data; nil at the end.
    static func read(_ descriptor: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    /// Sends all of it; false if the peer is gone.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest.removeFirst(count)
        }
        return true
    }

    private static func withAddress(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Bool) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
