internal import CCrypt

/// bcrypt of the system's libcrypt. Both functions block for a time that depends on the cost.
enum Bcrypt {
    private static let saltLength = 16
    /// The supported costs. Each step doubles the time; a row with 31 would occupy a thread for days.
    static let costs = 4...16
    /// The prefixes of the same algorithm: PHP writes `$2y$`, and older libraries write `$2a$`.
    private static let prefixes = ["$2b$", "$2a$", "$2y$"]

    /// A new `$2b$` hash with a new salt; nil if libcrypt refuses.
    static func hash(_ password: String, cost: Int) -> String? {
        var generator = SystemRandomNumberGenerator()
        let random = (0..<saltLength).map { _ in CChar.random(in: .min ... .max, using: &generator) }
        return setting(cost: cost, random: random).flatMap { crypt(password, setting: $0) }
    }

    /// Whether a hash belongs to the password; nil if it cannot be checked, because its algorithm or cost is not
    /// supported. Compares in constant time.
    static func verify(_ password: String, against hash: String) -> Bool? {
        guard let cost = cost(of: hash), costs.contains(cost), let computed = crypt(password, setting: hash) else {
            return nil
        }
        let (left, right) = (Array(computed.utf8), Array(hash.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// The cost in a bcrypt hash; nil for any other text.
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
