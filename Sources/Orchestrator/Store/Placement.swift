/// How a search for room ended.
package enum Placement: Hashable, Sendable {
    /// There is room, and it is reserved, ports included.
    case placed(Site)
    /// No host has room; the reason in a sentence.
    case noHost(String)
    /// A host has room, but not one block of free ports.
    case portsExhausted
}
