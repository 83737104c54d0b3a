package import EventLoop
internal import Foundation
internal import HummingbirdCore
internal import HummingbirdTLS
package import Logging
internal import NIOCertificateReloading
internal import NIOSSL

/// The certificate and key for TLS. Connections that begin after ``renew()`` get the certificate that it read; open
/// connections keep theirs, so no stream ends.
package struct ServerCertificate: Sendable {
    /// Why a certificate cannot be used, in a sentence that names the file.
    package struct Refusal: Error, Equatable, CustomStringConvertible {
        /// What is wrong and what to do.
        package let description: String
    }

    /// A renewed certificate is served within this time.
    private static let interval = Duration.seconds(60)

    private let certificate: String
    private let key: String
    private let reloader: TimedCertificateReloader

    /// Reads both files.
    ///
    /// - Parameters:
    ///   - certificate: path of a PEM file: the server's own certificate, then those up to the root.
    ///   - key: path of a PEM file that only its owner and group may read.
    /// - Throws: ``Refusal`` when a file is missing or not PEM, others may read the key, or it belongs to another
    ///   certificate.
    package init(certificate: String, key: String) throws(Refusal) {
        self.certificate = certificate
        self.key = key
        reloader = TimedCertificateReloader(
            refreshInterval: Self.interval,
            certificateSource: .init(location: .memory { try Self.certificates(in: certificate) }, format: .pem),
            privateKeySource: .init(location: .memory { try Self.privateKey(in: key) }, format: .pem)
        )
        _ = try renew()
    }

    /// Serves a renewed certificate once both of its files are in place. Until then the previous one is served, and a
    /// log line gives the reason.
    package func service(
        clock: any Clock<Duration> = ContinuousClock(),
        logger: Logger
    ) -> PeriodicService {
        let details: @Sendable () -> Logger.Metadata = { ["expires_at": "\(expiry)"] }
        logger.info("TLS is served.", metadata: details())
        return PeriodicService(
            every: Self.interval,
            clock: clock,
            failure: "The changed certificate cannot be used, so the previous one is still served.",
            details: details,
            logger: logger
        ) {
            guard try renew() else { return }
            logger.info("Now serving the renewed certificate.", metadata: details())
        }
    }

    /// Loads the current files.
    ///
    /// - Returns: false if that pair is already served.
    /// - Throws: ``Refusal`` as at the beginning; the previous pair is then still served.
    func renew() throws(Refusal) -> Bool {
        let previous = reloader.sslContextConfigurationOverride
        do {
            try reloader.reload()
        } catch let refusal as Refusal {
            throw refusal
        } catch let error as TimedCertificateReloader.Error where error == .publicKeyMismatch {
            throw Refusal(description: "The key in \(key) does not belong to the certificate in \(certificate).")
        } catch {
            throw Refusal(description: "The pair of \(certificate) and \(key) cannot be used: \(error)")
        }
        let current = reloader.sslContextConfigurationOverride
        return current.certificateChain != previous.certificateChain || current.privateKey != previous.privateKey
    }

    func server(_ plain: HTTPServerBuilder) throws -> HTTPServerBuilder {
        var configuration = try TLSConfiguration.makeServerConfiguration(certificateReloader: reloader)
        // RFC 8996 deprecates everything older.
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        return try .tls(plain, tlsConfiguration: configuration)
    }

    /// The time until which browsers accept the served certificate.
    private var expiry: String {
        guard case .certificate(let own) = reloader.sslContextConfigurationOverride.certificateChain?.first else {
            return "unknown"
        }
        return Date(timeIntervalSince1970: Double(own.notValidAfter)).ISO8601Format()
    }

    private static func certificates(in path: String) throws(Refusal) -> [UInt8] {
        let blocks = blocks(in: path) { $0 == "CERTIFICATE" }
        guard !blocks.isEmpty else {
            throw Refusal(description: "There is no PEM certificate in \(path).")
        }
        return Array(blocks.joined().utf8)
    }

    private static func privateKey(in path: String) throws(Refusal) -> [UInt8] {
        let attributes = try? FileManager.default.attributesOfItem(
            atPath: URL(filePath: path).resolvingSymlinksInPath().path
        )
        guard let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue else {
            throw Refusal(description: "There is no readable private key at \(path).")
        }
        // A group may read it: Debian's ssl-cert stores keys this way.
        guard mode & 0o027 == 0 else {
            throw Refusal(
                description:
                    "Other users can read the key at \(path) (mode \(String(mode, radix: 8))). Run: chmod 640 \(path)"
            )
        }
        guard
            let block = blocks(in: path, where: { $0.hasSuffix("PRIVATE KEY") && $0 != "ENCRYPTED PRIVATE KEY" }).first
        else {
            throw Refusal(description: "There is no PEM private key without a passphrase in \(path).")
        }
        return Array(block.utf8)
    }

    /// The PEM blocks of a file whose labels match. The reloader refuses a file with any other block, such as the curve's
    /// parameters that `openssl ecparam` writes before a key.
    private static func blocks(in path: String, where isWanted: (Substring) -> Bool) -> [String] {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else { return [] }
        return String(decoding: data, as: UTF8.self).split(separator: "-----BEGIN ").filter { block in
            isWanted(block.prefix { $0 != "-" })
        }.map { "-----BEGIN \($0)" }
    }
}
