import Foundation
import Synchronization

/// Addresses of the loopback network for hosts, each used once in this process.
enum LoopbackAddress {
    private static let count = Atomic<Int>(0)

    /// An address that no other host of this process has. Other processes rarely use the same one, and then their ports
    /// differ.
    static func next() -> String {
        let number = count.add(1, ordering: .relaxed).newValue
        let process = Int(ProcessInfo.processInfo.processIdentifier)
        return "127.\(64 + process % 128).\(number / 250 % 250).\(1 + number % 250)"
    }
}
