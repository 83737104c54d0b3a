internal import Crypto
internal import Foundation
internal import NIOSSL

/// A certificate with its chain, and the key that belongs to it, as they stood in their files.
struct CertificatePair: Sendable {
    let chain: [NIOSSLCertificate]
    let key: NIOSSLPrivateKey
    /// Of both files: what is served is what they hold as long as this is the same.
    private let digest: SHA256Digest

    /// Reads both files.
    ///
    /// - Throws: ``ServerCertificate/Refusal``.
    init(certificate: String, key: String) throws(ServerCertificate.Refusal) {
        guard let bytes = Self.contents(of: certificate), let chain = try? NIOSSLCertificate.fromPEMBytes(bytes) else {
            throw ServerCertificate.Refusal(description: "There is no certificate in PEM form in \(certificate).")
        }
        guard !chain.isEmpty else {
            throw ServerCertificate.Refusal(description: "There is no certificate in \(certificate).")
        }
        try Self.checkIsClosed(key)
        guard let keyBytes = Self.contents(of: key),
            let privateKey = try? NIOSSLPrivateKey(bytes: keyBytes, format: .pem)
        else {
            throw ServerCertificate.Refusal(
                description: "There is no private key in PEM form, without a passphrase, in \(key)."
            )
        }
        self.chain = chain
        self.key = privateKey
        digest = Self.digest(bytes, keyBytes)
        do {
            _ = try NIOSSLContext(configuration: configuration)
        } catch {
            throw ServerCertificate.Refusal(
                description: "The key in \(key) does not belong to the certificate in \(certificate)."
            )
        }
    }

    /// Until when browsers take the server's own certificate.
    var expiry: Date { Date(timeIntervalSince1970: Double(chain.first?.notValidAfter ?? 0)) }

    /// TLS with this pair.
    var configuration: TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        // RFC 8996 leaves nothing older.
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        return configuration
    }

    /// Whether the files hold this pair; false when one cannot be read.
    func isHeld(by certificate: String, _ key: String) -> Bool {
        guard let bytes = Self.contents(of: certificate), let keyBytes = Self.contents(of: key) else { return false }
        return Self.digest(bytes, keyBytes) == digest
    }

    private static func contents(of path: String) -> [UInt8]? {
        (try? Data(contentsOf: URL(filePath: path))).map { Array($0) }
    }

    private static func digest(_ certificate: [UInt8], _ key: [UInt8]) -> SHA256Digest {
        var hash = SHA256()
        // The length keeps the two apart.
        hash.update(data: Array("\(certificate.count) ".utf8))
        hash.update(data: certificate)
        hash.update(data: key)
        return hash.finalize()
    }

    private static func checkIsClosed(_ path: String) throws(ServerCertificate.Refusal) {
        let attributes = try? FileManager.default.attributesOfItem(
            atPath: URL(filePath: path).resolvingSymlinksInPath().path
        )
        guard let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue else {
            throw ServerCertificate.Refusal(description: "There is no private key at \(path), or it cannot be read.")
        }
        // A group may read it: Debian's ssl-cert keeps keys so.
        guard mode & 0o027 == 0 else {
            throw ServerCertificate.Refusal(
                description:
                    "The key at \(path) is open to others (mode \(String(mode, radix: 8))). Run: chmod 640 \(path)"
            )
        }
    }
}
