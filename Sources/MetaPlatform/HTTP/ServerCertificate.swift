internal import Foundation
internal import HummingbirdCore
internal import HummingbirdTLS
internal import NIOSSL

/// The certificate with which TLS is served, and its key.
///
/// Both are read once: after a renewal the daemon is restarted, which ends no stream for longer than a reconnect.
public struct ServerCertificate: Sendable {
    /// Why a certificate cannot be used, in a sentence that names the file.
    public struct Refusal: Error, CustomStringConvertible {
        /// What is the matter and what to do.
        public let description: String
    }

    private let configuration: TLSConfiguration

    /// Reads both files.
    ///
    /// - Parameters:
    ///   - certificate: path of a PEM file: the server's own certificate, then those up to the root's.
    ///   - key: path of a PEM file that only its owner may read.
    /// - Throws: ``Refusal`` when a file is missing, is not PEM, the key is open to others, or belongs to another
    ///   certificate.
    public init(certificate: String, key: String) throws(Refusal) {
        let chain: [NIOSSLCertificate]
        do {
            chain = try NIOSSLCertificate.fromPEMFile(certificate)
        } catch {
            throw Refusal(description: "There is no certificate in PEM form in \(certificate).")
        }
        guard !chain.isEmpty else { throw Refusal(description: "There is no certificate in \(certificate).") }
        try Self.checkIsClosed(key)
        var configuration: TLSConfiguration
        do {
            let privateKey = try NIOSSLPrivateKey(file: key, format: .pem)
            configuration = .makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(privateKey)
            )
        } catch {
            throw Refusal(description: "There is no private key in PEM form, without a passphrase, in \(key).")
        }
        // RFC 8996 leaves nothing older.
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        do {
            _ = try NIOSSLContext(configuration: configuration)
        } catch {
            throw Refusal(description: "The key in \(key) does not belong to the certificate in \(certificate).")
        }
        self.configuration = configuration
    }

    func server(_ plain: HTTPServerBuilder) throws -> HTTPServerBuilder {
        try .tls(plain, tlsConfiguration: configuration)
    }

    private static func checkIsClosed(_ path: String) throws(Refusal) {
        let attributes = try? FileManager.default.attributesOfItem(
            atPath: URL(filePath: path).resolvingSymlinksInPath().path
        )
        guard let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue else {
            throw Refusal(description: "There is no private key at \(path), or it cannot be read.")
        }
        // A group may read it: Debian's ssl-cert keeps keys so.
        guard mode & 0o027 == 0 else {
            throw Refusal(
                description:
                    "The key at \(path) is open to others (mode \(String(mode, radix: 8))). Run: chmod 640 \(path)"
            )
        }
    }
}
