import Orchestrator
import PortAllocator
import Services
import Templates
import Workspaces

/// Creates bundles that a simulated machine can read: only the workspace's ports.
struct SimulatedBundles: BundleSupply {
    /// A placeholder for a missing bundle.
    static let none = digest(of: 0, 0, 0)

    let playbooks = SimulatedPlaybooks.archive

    func bundle(
        for operation: ClaimedOperation,
        at site: Site,
        secrets: WorkspaceSecrets
    ) throws(BundleError) -> WorkspaceBundle {
        let ports = site.block.ports.values.sorted()
        return WorkspaceBundle(
            files: [],
            archive: Secret(ports.flatMap { [UInt8($0.rawValue >> 8), UInt8($0.rawValue & 0xFF)] }),
            digest: Self.digest(
                of: operation.workspace.number.rawValue,
                Int64(operation.generation.rawValue),
                Int64(site.block.offset.rawValue)
            )
        )
    }

    /// The ports in a bundle's archive.
    static func ports(in archive: Secret<[UInt8]>) -> [Port] {
        let bytes = archive.reveal()
        return stride(from: 0, to: bytes.count - 1, by: 2).map { index in
            Port(rawValue: UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1]))
        }
    }

    static func digest(of parts: Int64...) -> SHA256Digest {
        let digits = parts.map { part in
            let text = String(part, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
        guard let digest = SHA256Digest(hex: String(repeating: "0", count: 64 - digits.count) + digits) else {
            preconditionFailure("64 hex digits are a digest.")
        }
        return digest
    }
}
