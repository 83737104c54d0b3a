internal import Crypto
internal import Workspaces

/// Writes a tar archive in the ustar format of POSIX.1-2001 whose bytes depend only on its entries.
///
/// Every entry is owned by root and dated 1970, and the caller's order is kept, so equal content has an equal digest on
/// every machine.
package struct TarArchive: Sendable {
    /// The size of a header, and the unit of padding (POSIX pax, "ustar Interchange Format").
    static let blockSize = 512
    /// An archive ends with two zero blocks and is padded to this size, as GNU tar does.
    static let recordSize = 20 * blockSize
    /// The largest archive: what a daemon may keep in memory for one host.
    package static let maximumSize = 64 << 20
    /// The longest entry name: a prefix of 155 bytes, a slash and a name of 100.
    package static let maximumNameLength = 255

    private var bytes: [UInt8] = []

    /// An empty archive.
    package init() {}

    /// Appends a file.
    ///
    /// - Parameters:
    ///   - name: relative to the archive, with `/` between the parts.
    ///   - mode: the permission bits, e.g. `0o644`.
    ///   - content: the file's bytes.
    /// - Throws: ``ArchiveError`` if the name does not fit or the archive becomes too large.
    package mutating func append(file name: String, mode: UInt16, content: [UInt8]) throws(ArchiveError) {
        let header = try Self.header(name: name, mode: mode, size: content.count, kind: UInt8(ascii: "0"))
        guard bytes.count + content.count <= Self.maximumSize - 2 * Self.recordSize else {
            throw ArchiveError(.size, "The archive would exceed \(Self.maximumSize) bytes at '\(name)'.")
        }
        bytes += header
        bytes += content
        bytes += repeatElement(0, count: Self.padding(content.count, to: Self.blockSize))
    }

    /// Appends a folder.
    ///
    /// - Throws: ``ArchiveError`` if the name does not fit.
    package mutating func append(folder name: String, mode: UInt16 = 0o755) throws(ArchiveError) {
        bytes += try Self.header(name: name + "/", mode: mode, size: 0, kind: UInt8(ascii: "5"))
    }

    /// The whole archive, with its end mark.
    package func finished() -> [UInt8] {
        let marked = bytes + repeatElement(0, count: 2 * Self.blockSize)
        return marked + repeatElement(0, count: Self.padding(marked.count, to: Self.recordSize))
    }

    private static func padding(_ count: Int, to unit: Int) -> Int { (unit - count % unit) % unit }

    private static func header(name: String, mode: UInt16, size: Int, kind: UInt8) throws(ArchiveError) -> [UInt8] {
        let (prefix, rest) = try split(name)
        var block: [UInt8] = []
        block.reserveCapacity(blockSize)
        block += field(rest, width: 100)
        block += octal(Int(mode), width: 8)
        block += octal(0, width: 8)
        block += octal(0, width: 8)
        block += octal(size, width: 12)
        block += octal(0, width: 12)
        block += repeatElement(UInt8(ascii: " "), count: 8)
        block.append(kind)
        block += field([], width: 100)
        block += Array("ustar\0".utf8) + Array("00".utf8)
        block += field(Array("root".utf8), width: 32)
        block += field(Array("root".utf8), width: 32)
        block += octal(0, width: 8)
        block += octal(0, width: 8)
        block += field(prefix, width: 155)
        block += repeatElement(0, count: blockSize - block.count)
        // The checksum counts its own field as spaces; six digits, NUL, space is the form that all readers accept.
        let sum = block.reduce(0) { $0 + Int($1) }
        block.replaceSubrange(148..<156, with: octal(sum, width: 7) + [UInt8(ascii: " ")])
        return block
    }

    /// Splits a name at a slash, so that both parts fit their fields.
    private static func split(_ name: String) throws(ArchiveError) -> (prefix: [UInt8], rest: [UInt8]) {
        let bytes = Array(name.utf8)
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isSafe =
            !parts.contains("..") && !parts.dropLast().contains("") && !name.utf8.contains(0) && !bytes.isEmpty
        guard isSafe else { throw ArchiveError(.name, "'\(name)' is not a relative path inside an archive.") }
        if bytes.count <= 100 { return ([], bytes) }
        // A folder's final slash does not split: both sides must be non-empty.
        let slash = UInt8(ascii: "/")
        for index in bytes.indices.dropLast() where bytes[index] == slash {
            let rest = bytes.count - index - 1
            if index <= 155, rest <= 100 { return (Array(bytes[..<index]), Array(bytes[(index + 1)...])) }
        }
        throw ArchiveError(.name, "'\(name)' is too long for a ustar archive.")
    }

    private static func field(_ content: [UInt8], width: Int) -> [UInt8] {
        content + repeatElement(0, count: width - content.count)
    }

    /// A number in octal digits, padded with zeros and terminated by NUL.
    private static func octal(_ value: Int, width: Int) -> [UInt8] {
        let digits = Array(String(value, radix: 8).utf8)
        return repeatElement(UInt8(ascii: "0"), count: width - 1 - digits.count) + digits + [0]
    }
}

/// Why an archive could not be created.
package struct ArchiveError: Error, Sendable, CustomStringConvertible {
    /// What went wrong.
    package enum Code: Hashable, Sendable {
        /// A name is too long for ustar, empty, absolute, or contains `..`.
        case name
        /// A file or the archive is too large.
        case size
        /// The folder or a file in it cannot be read.
        case unreadable
        /// Something that is neither a file nor a folder.
        case unsupportedEntry
        /// The folder lacks a required file.
        case incomplete
    }

    /// What went wrong.
    package let code: Code
    /// One or two plain sentences that contain the path.
    package let message: String
    /// The underlying error, if any.
    package let cause: (any Error)?

    package init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The message.
    package var description: String { message }
}

extension Workspaces.SHA256Digest {
    /// The digest of `content`.
    init(of content: some Sequence<UInt8>) {
        let hex = SHA256.hash(data: Array(content)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }
        guard let digest = Self(hex: hex.joined()) else {
            preconditionFailure("32 bytes are 64 hex digits")
        }
        self = digest
    }
}
