/// What a workspace would cost, as far as it can be said before it is created.
package enum CostEstimate: Sendable, Hashable {
    /// The size that would be bought, where, and its price in US cents a month.
    case price(size: String, region: String, monthlyCents: Int)
    /// Nothing is bought: the machine is somebody's own.
    case ownMachine
    /// It cannot be said, or it could not be built; why, in a sentence.
    case unknown(String)

    /// A price as people write it.
    static func dollars(_ cents: Int) -> String {
        let rest = cents % 100
        return "$\(cents / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
