internal import Foundation
package import Logging
internal import ServiceLifecycle

/// Serves a renewed certificate soon after its files have changed, without a restart.
package struct CertificateRenewal: Service {
    /// Certificates are renewed weeks before they end; a minute is soon, and short for whoever waits to see it.
    static let interval = Duration.seconds(60)

    private let certificate: ServerCertificate
    private let clock: any Clock<Duration>
    private let logger: Logger

    /// Looks after this certificate.
    package init(
        of certificate: ServerCertificate,
        clock: any Clock<Duration> = ContinuousClock(),
        logger: Logger
    ) {
        self.certificate = certificate
        self.clock = clock
        self.logger = logger
    }

    /// Looks until a graceful shutdown or a cancel.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            logger.info("TLS is served.", metadata: ["expires_at": "\(expiry)"])
            var refusal: ServerCertificate.Refusal?
            // The sleep is ended by the shutdown only.
            while (try? await clock.sleep(for: Self.interval)) != nil { refusal = look(after: refusal) }
        }
    }

    private var expiry: String { certificate.expiry.ISO8601Format() }

    /// Looks at the files once.
    ///
    /// - Parameter last: what was wrong with them at the last look; the same is not said twice.
    /// - Returns: what is wrong with them now. Between the writing of the one and of the other they do not fit.
    func look(after last: ServerCertificate.Refusal?) -> ServerCertificate.Refusal? {
        do throws(ServerCertificate.Refusal) {
            guard try certificate.renew() else { return nil }
            logger.info("The renewed certificate is served.", metadata: ["expires_at": "\(expiry)"])
            return nil
        } catch {
            if error != last {
                logger.warning(
                    "The changed certificate cannot be used, so the one before it is served on.",
                    metadata: ["error": "\(error)", "expires_at": "\(expiry)"]
                )
            }
            return error
        }
    }
}
