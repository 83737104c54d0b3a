import Foundation

/// Reads requests from a connection.
struct LoopbackReader {
    struct Head {
        var method: String
        var target: String
        var headers: [String: String]
    }

    private static let chunkSize = 64 * 1024

    let socket: Int32
    private var buffer: [UInt8] = []

    init(socket: Int32) {
        self.socket = socket
    }

    /// The next request; nil at the end of the connection.
    mutating func next() -> (Head, [UInt8])? {
        let separator = Array("\r\n\r\n".utf8)
        var end = buffer.firstRange(of: separator)
        while end == nil {
            guard receive() else { return nil }
            end = buffer.firstRange(of: separator)
        }
        guard let end, let head = Self.parse(buffer[..<end.lowerBound]) else { return nil }
        let length = head.headers["content-length"].flatMap { Int($0) } ?? 0
        while buffer.count < end.upperBound + length {
            guard receive() else { return nil }
        }
        let body = Array(buffer[end.upperBound..<(end.upperBound + length)])
        buffer.removeFirst(end.upperBound + length)
        return (head, body)
    }

    private mutating func receive() -> Bool {
        var chunk = [UInt8](repeating: 0, count: Self.chunkSize)
        let count = unsafe chunk.withUnsafeMutableBytes { unsafe recv(socket, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return false }
        buffer += chunk[..<count]
        return true
    }

    private static func parse(_ bytes: ArraySlice<UInt8>) -> Head? {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
        let words = (lines.first ?? "").split(separator: " ")
        guard words.count == 3 else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        return Head(method: String(words[0]), target: String(words[1]), headers: headers)
    }
}
