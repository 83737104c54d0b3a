internal import Crypto

/// Unguessable texts, and their digests: the stored digest is useless to a thief.
enum RandomToken {
    private static let hexDigits = Array("0123456789abcdef".utf8)
    /// 64 characters that never need escaping.
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// Random bytes in hexadecimal.
    static func hex(bytes count: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        var digits: [UInt8] = []
        digits.reserveCapacity(count * 2)
        // Eight bytes at a time, because each draw is a system call.
        var drawn: UInt64 = 0
        for index in 0..<count * 2 {
            if index % 16 == 0 { drawn = generator.next() }
            digits.append(hexDigits[Int(drawn & 15)])
            drawn >>= 4
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// A secret of 258 bits.
    static func secret() -> String {
        var generator = SystemRandomNumberGenerator()
        let letters = (0..<43).map { _ in alphabet[Int.random(in: 0..<64, using: &generator)] }
        return String(decoding: letters, as: UTF8.self)
    }

    /// The stored form of a secret. It has too many bits for trial and error, so one round of SHA-256 is enough.
    static func digest(_ secret: String) -> [UInt8] { Array(SHA256.hash(data: Array(secret.utf8))) }
}
