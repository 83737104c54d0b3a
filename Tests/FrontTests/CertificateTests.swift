import EventLoop
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Subprocess
import SystemPackage
import Telemetry
import Testing

@testable import Front

/// TLS served by the daemon itself.
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
    private static func makePair(in folder: URL, _ name: String, for subject: String = "localhost") async throws -> Pair
    {
        let pair = Pair(
            certificate: folder.appending(path: "\(name).crt").path,
            key: folder.appending(path: "\(name).key").path
        )
        let result = try await Subprocess.run(
            .path("/usr/bin/openssl"),
            arguments: [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=\(subject)", "-addext", "subjectAltName=DNS:localhost", "-keyout", pair.key, "-out",
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
            var configuration = FrontConfiguration(address: ListenAddress(host: "localhost", port: 0))
            configuration.certificate = try ServerCertificate(certificate: pair.certificate, key: pair.key)
            for (scheme, isAnswered) in [(TestHTTPScheme.https, true), (.http, false)] {
                try await FrontWorld.run(configuration: configuration, over: .ahc(scheme)) { world in
                    let answer = try? await world.call(.get, "/health/live")
                    #expect((answer?.status == 200) == isAnswered)
                    #expect((answer?.headers[.strictTransportSecurity] != nil) == isAnswered)
                }
            }
        }
    }

    /// What a new client sees: the line with the subject of the certificate.
    private static func subject(at port: Int) async throws -> String? {
        let result = try await Subprocess.run(
            .path("/usr/bin/openssl"),
            arguments: ["s_client", "-connect", "localhost:\(port)"],
            input: .none,
            output: .string(limit: 65_536),
            error: .discarded
        )
        return result.standardOutput.split(separator: "\n").first { $0.hasPrefix("subject=") }.map(String.init)
    }

    private static func replace(_ path: String, by other: String) throws {
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: other, toPath: path)
    }

    @Test func `a renewed certificate is served without a restart, once both files exist`() async throws {
        try await Self.withFolder { folder in
            let pair = try await Self.makePair(in: folder, "server", for: "first")
            let renewed = try await Self.makePair(in: folder, "renewed", for: "second")
            let certificate = try ServerCertificate(certificate: pair.certificate, key: pair.key)
            var configuration = FrontConfiguration(address: ListenAddress(host: "localhost", port: 0))
            configuration.certificate = certificate
            try await FrontWorld.run(configuration: configuration, over: .ahc(.https)) { world in
                let port = try #require(world.client.port)
                #expect(try !certificate.renew())
                #expect(try await Self.subject(at: port)?.contains("first") == true)
                try Self.replace(pair.certificate, by: renewed.certificate)
                let mismatch = #expect(throws: ServerCertificate.Refusal.self) { try certificate.renew() }
                #expect(mismatch?.description.contains("does not belong to the certificate") == true)
                #expect(try await Self.subject(at: port)?.contains("first") == true)
                try Self.replace(pair.key, by: renewed.key)
                #expect(try certificate.renew())
                #expect(try await Self.subject(at: port)?.contains("second") == true)
                #expect(try await world.call(.get, "/health/live").status == 200)
                try FileManager.default.removeItem(atPath: pair.key)
                let absence = #expect(throws: ServerCertificate.Refusal.self) { try certificate.renew() }
                #expect(absence?.description.contains("no readable private key at") == true)
                #expect(try await Self.subject(at: port)?.contains("second") == true)
            }
        }
    }

    @Test func `the files are checked after every wait`() async throws {
        try await Self.withFolder { folder in
            let pair = try await Self.makePair(in: folder, "server", for: "first")
            let renewed = try await Self.makePair(in: folder, "renewed", for: "second")
            let certificate = try ServerCertificate(certificate: pair.certificate, key: pair.key)
            let clock = PermittedClock()
            let renewal = certificate.service(clock: clock, logger: Logger(label: "test"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await renewal.run() }
                await clock.slept()
                try Self.replace(pair.certificate, by: renewed.certificate)
                try Self.replace(pair.key, by: renewed.key)
                clock.permit()
                await clock.slept()
                // It has loaded the files, so there is nothing new.
                #expect(try certificate.renew() == false)
                group.cancelAll()
            }
        }
    }

    @Test func `an unusable certificate is refused and named`() async throws {
        try await Self.withFolder { folder in
            let pair = try await Self.makePair(in: folder, "server")
            let other = try await Self.makePair(in: folder, "other")
            let cases = [
                (pair.certificate, other.key, "does not belong to the certificate"),
                (pair.key, pair.key, "no PEM certificate in"),
                (pair.certificate, pair.certificate, "Other users can read"),
                (pair.certificate, folder.appending(path: "none").path, "no readable private key at"),
                (folder.appending(path: "none").path, pair.key, "no PEM certificate in"),
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
            #expect(refusal?.description.contains("(mode 644). Run: chmod 640") == true)
        }
    }

    @Test func `blocks of other kinds in a file are skipped`() async throws {
        try await Self.withFolder { folder in
            let pair = try await Self.makePair(in: folder, "server")
            let key = try String(contentsOfFile: pair.key, encoding: .utf8)
            // As `openssl ecparam -genkey` writes it.
            let parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
            try Data((parameters + key).utf8).write(to: URL(filePath: pair.key))
            let certificate = try String(contentsOfFile: pair.certificate, encoding: .utf8)
            try Data((key + "CN=localhost\n" + certificate).utf8).write(to: URL(filePath: pair.certificate))
            _ = try ServerCertificate(certificate: pair.certificate, key: pair.key)
        }
    }
}
