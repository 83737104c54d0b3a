internal import Crypto
internal import FoundationEssentials

extension HostKeyPin {
    /// The pin of a key whose wire encoding has this digest.
    init(keyType: KeyType, digest: SHA256.Digest) {
        self.init(keyType: keyType, digestBytes: Array(digest))
    }

    /// `ssh-keygen` prints base64 without padding; 32 bytes always make 43 digits and one `=`.
    init(keyType: KeyType, digestBytes: [UInt8]) {
        let digits = Data(digestBytes).base64EncodedString().prefix { $0 != "=" }
        guard let pin = HostKeyPin(keyType: keyType, fingerprint: "SHA256:" + digits) else {
            preconditionFailure("A SHA-256 digest has 32 bytes.")
        }
        self = pin
    }
}
