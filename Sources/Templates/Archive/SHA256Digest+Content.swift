internal import Crypto
internal import Workspaces

extension Workspaces.SHA256Digest {
    /// The digest of `content`.
    init(of content: some Sequence<UInt8>) {
        let hex = SHA256.hash(data: Array(content)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }
        guard let digest = Self(hex: hex.joined()) else {
            preconditionFailure("32 bytes are 64 hex digits")
        }
        self = digest
    }
}
