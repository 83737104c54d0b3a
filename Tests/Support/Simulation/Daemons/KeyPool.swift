import SSH
import Services
internal import Synchronization

/// Keys and secrets generated once for all worlds of a process, because generating them is slow and no history shows
/// them.
///
/// A world draws them by number, so that two parts of it have the same key either in each of its runs or in none.
final class KeyPool: Sendable {
    private static let size = 64

    let pairs: [SSHKeyPair]
    let secrets: WorkspaceSecrets
    private let pinsByPrivateKey: [String: HostKeyPin]

    static let shared = KeyPool()

    private init() {
        pairs = (0..<Self.size).map { SSHKeyPair.generate(comment: "simulated \($0)") }
        secrets = WorkspaceSecrets.generate()
        pinsByPrivateKey = Dictionary(
            pairs.map { ($0.privateKey.reveal(), $0.publicKey.pin) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The pin of a private key of the pool.
    func pin(of privateKey: String) -> HostKeyPin? { pinsByPrivateKey[privateKey] }
}
