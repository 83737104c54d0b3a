internal import Foundation
internal import HummingbirdCore
internal import HummingbirdTLS
internal import NIOCore
internal import NIOSSL
internal import Synchronization

/// The certificate with which TLS is served, and its key. Connections that begin after ``renew()`` has read the files
/// anew see what they hold; those that are open keep theirs, and no stream ends by it.
package final class ServerCertificate: Sendable {
    /// Why a certificate cannot be used, in a sentence that names the file.
    package struct Refusal: Error, Equatable, CustomStringConvertible {
        /// What is the matter and what to do.
        package let description: String
    }

    private let certificate: String
    private let key: String
    private let pair: Mutex<CertificatePair>

    /// Reads both files.
    ///
    /// - Parameters:
    ///   - certificate: path of a PEM file: the server's own certificate, then those up to the root's.
    ///   - key: path of a PEM file that only its owner may read.
    /// - Throws: ``Refusal`` when a file is missing, is not PEM, the key is open to others, or belongs to another
    ///   certificate.
    package init(certificate: String, key: String) throws(Refusal) {
        self.certificate = certificate
        self.key = key
        pair = Mutex(try CertificatePair(certificate: certificate, key: key))
    }

    /// Until when browsers take what is served.
    var expiry: Date { pair.withLock { $0.expiry } }

    /// Takes what the files hold now.
    ///
    /// - Returns: false when that is what is served.
    /// - Throws: ``Refusal`` as at the beginning; what was served is served on.
    func renew() throws(Refusal) -> Bool {
        guard !pair.withLock({ $0 }).isHeld(by: certificate, key) else { return false }
        let renewed = try CertificatePair(certificate: certificate, key: key)
        pair.withLock { $0 = renewed }
        return true
    }

    func server(_ plain: HTTPServerBuilder) throws -> HTTPServerBuilder {
        var configuration = pair.withLock { $0.configuration }
        configuration.sslContextCallback = { [self] _, promise in
            let pair = pair.withLock { $0 }
            var override = NIOSSLContextConfigurationOverride()
            override.certificateChain = pair.chain.map { .certificate($0) }
            override.privateKey = .privateKey(pair.key)
            promise.succeed(override)
        }
        return try .tls(plain, tlsConfiguration: configuration)
    }
}
