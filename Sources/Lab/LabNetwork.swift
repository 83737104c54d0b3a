/// One /24 of 198.18.0.0/15, the range that RFC 2544 sets aside for benchmarks and nobody routes, on a bridge.
///
/// The bridge's name is made from the network's number, so that the kernel's refusal of a second bridge of one name is
/// what keeps two labs apart, whatever process they live in.
struct LabNetwork: Codable, Equatable, Hashable {
    /// 18 or 19.
    let second: Int
    /// 0 to 255.
    let third: Int

    /// This computer's own number; machines have no route beyond it.
    static let ownNumber = 1
    /// The numbers that machines get. Some are left below for what a test may want to place by hand.
    static let machineNumbers = 10...254

    /// Every network there is, in the order of choice.
    static var all: [LabNetwork] {
        [18, 19].flatMap { second in (0...255).map { LabNetwork(second: second, third: $0) } }
    }

    /// The start of every name that belongs to the network: `ml` and four hex digits.
    var tag: String { "ml" + Hexadecimal.byte(second) + Hexadecimal.byte(third) }

    /// The bridge's name.
    var bridge: String { tag + "br" }

    /// An address of the network.
    func address(_ number: Int) -> String { "198.\(second).\(third).\(number)" }

    /// The number of an address of this network that a machine may have; nil for any other text.
    func number(of address: String) -> Int? {
        let prefix = "198.\(second).\(third)."
        guard address.hasPrefix(prefix), let number = Int(address.dropFirst(prefix.count)),
            Self.machineNumbers.contains(number) || (2..<Self.machineNumbers.lowerBound).contains(number),
            self.address(number) == address
        else { return nil }
        return number
    }
}
