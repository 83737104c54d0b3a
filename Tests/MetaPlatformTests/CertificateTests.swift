import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Subprocess
import SystemPackage
import Telemetry
import Testing

@testable import MetaPlatform

/// TLS that the daemon serves itself.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "openssl makes the certificates"))
struct CertificateTests {
    private struct Pair {
        let certificate: String
        let key: String
    }

    private static func withFolder(_ body: (_ folder: URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "moorage-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    /// A certificate for `localhost` that is its own authority.
    private static func makePair(in folder: URL, _ name: String) async throws -> Pair {
        let pair = Pair(
            certificate: folder.appending(path: "\(name).crt").path,
            key: folder.appending(path: "\(name).key").path
        )
        let result = try await Subprocess.run(
            .path("/usr/bin/openssl"),
            arguments: [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", pair.key, "-out",
                pair.certificate,
            ],
            output: .discarded,
            error: .discarded
        )
        try #require(result.terminationStatus.isSuccess)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: pair.key)
        return pair
    }

    @Test func `HTTPS is answered, and plain HTTP is not`() async throws {
        try await Self.withFolder { folder in
            let pair = try await Self.makePair(in: folder, "server")
            var configuration = PlatformConfiguration(address: ListenAddress(host: "localhost", port: 0))
            configuration.certificate = try ServerCertificate(certificate: pair.certificate, key: pair.key)
            for (scheme, isAnswered) in [(TestHTTPScheme.https, true), (.http, false)] {
                try await PlatformWorld.run(configuration: configuration, over: .ahc(scheme)) { world in
                    let answer = try? await world.call(.get, "/health/live")
                    #expect((answer?.status == 200) == isAnswered)
                    #expect((answer?.headers[.strictTransportSecurity] != nil) == isAnswered)
                }
            }
        }
    }

    @Test func `what cannot be served is refused and named`() async throws {
        try await Self.withFolder { folder in
            let pair = try await Self.makePair(in: folder, "server")
            let other = try await Self.makePair(in: folder, "other")
            let cases = [
                (pair.certificate, other.key, "does not belong to the certificate"),
                (pair.key, pair.key, "no certificate"), (pair.certificate, pair.certificate, "open to others"),
                (pair.certificate, folder.appending(path: "none").path, "no private key at"),
                (folder.appending(path: "none").path, pair.key, "no certificate in PEM form"),
            ]
            for (certificate, key, reason) in cases {
                let refusal = #expect(throws: ServerCertificate.Refusal.self) {
                    try ServerCertificate(certificate: certificate, key: key)
                }
                #expect(refusal?.description.contains(reason) == true, "\(reason)")
            }
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: pair.key)
            let refusal = #expect(throws: ServerCertificate.Refusal.self) {
                try ServerCertificate(certificate: pair.certificate, key: pair.key)
            }
            #expect(refusal?.description.contains("open to others (mode 644)") == true)
        }
    }
}
