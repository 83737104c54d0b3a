import Testing

extension Program {
    /// The files of a tar archive, from a separate reader that only knows the format.
    static func untar(_ bytes: [UInt8]) throws -> [String: String] {
        var files: [String: String] = [:]
        var offset = 0
        while offset + 512 <= bytes.count, bytes[offset] != 0 {
            let header = bytes[offset..<(offset + 512)]
            func field(_ start: Int, _ width: Int) -> String {
                String(decoding: header.dropFirst(start).prefix(width).prefix { $0 != 0 }, as: UTF8.self)
            }
            let size = try #require(Int(field(124, 12), radix: 8))
            let prefix = field(345, 155)
            let name = prefix.isEmpty ? field(0, 100) : prefix + "/" + field(0, 100)
            if field(156, 1) == "0" {
                files[name] = String(decoding: bytes[(offset + 512)..<(offset + 512 + size)], as: UTF8.self)
            }
            offset += 512 + (size + 511) / 512 * 512
        }
        return files
    }
}
