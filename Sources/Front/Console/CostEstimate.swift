/// The expected cost of a workspace, as far as known before it is created.
package enum CostEstimate: Sendable, Hashable {
    /// The size to be bought, the region, and the price in US cents a month.
    case price(size: String, region: String, monthlyCents: Int)
    /// Nothing is bought: the machine belongs to a user.
    case ownMachine
    /// Unknown, or the workspace could not be built, with the reason in a sentence.
    case unknown(String)

    /// A price in the usual notation.
    static func dollars(_ cents: Int) -> String {
        let rest = cents % 100
        return "$\(cents / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
