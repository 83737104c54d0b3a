internal import CCrypt

/// bcrypt of the system's libcrypt. Both functions block for as long as the cost says.
enum Bcrypt {
    private static let saltLength = 16
    /// The costs that are honoured. One more doubles the time; a row with 31 would hold a thread for days.
    static let costs = 4...16
    /// The prefixes of the same algorithm: `$2y$` is what PHP writes, `$2a$` what older libraries write.
    private static let prefixes = ["$2b$", "$2a$", "$2y$"]

    /// A new `$2b$` hash with a fresh salt; nil when libcrypt refuses.
    static func hash(_ password: String, cost: Int) -> String? {
        var generator = SystemRandomNumberGenerator()
        let random = (0..<saltLength).map { _ in CChar.random(in: .min ... .max, using: &generator) }
        return setting(cost: cost, random: random).flatMap { crypt(password, setting: $0) }
    }

    /// Whether a hash is of the password; nil when it cannot be checked, because it is of another algorithm or a cost
    /// that is not honoured. Compares in constant time.
    static func verify(_ password: String, against hash: String) -> Bool? {
        guard let cost = cost(of: hash), costs.contains(cost), let computed = crypt(password, setting: hash) else {
            return nil
        }
        let (left, right) = (Array(computed.utf8), Array(hash.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// The cost in a bcrypt hash; nil for anything else.
    static func cost(of hash: String) -> Int? {
        guard prefixes.contains(where: hash.hasPrefix) else { return nil }
        return Int(hash.dropFirst(4).prefix(2))
    }

    private static func setting(cost: Int, random: [CChar]) -> String? {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(moorage_crypt_output)) { output in
            guard let start = output.baseAddress, unsafe moorage_bcrypt_setting(CInt(cost), random, start) == 0 else {
                return nil
            }
            return unsafe String(cString: start)
        }
    }

    private static func crypt(_ password: String, setting: String) -> String? {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(moorage_crypt_output)) { output in
            guard let start = output.baseAddress, unsafe moorage_crypt(password, setting, start) == 0 else {
                return nil
            }
            return unsafe String(cString: start)
        }
    }
}
