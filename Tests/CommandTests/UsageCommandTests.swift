import Testing

/// Wrong usage: exit code 2, the field and the allowed values.
@Suite struct UsageCommandTests {
    struct Misuse: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        var environment: [String: String] = [:]
        let says: [String]
        var testDescription: String { arguments.joined(separator: " ") }
    }

    @Test(arguments: [
        Misuse(arguments: ["explode"], says: ["explode"]),
        Misuse(arguments: ["demo", "--keep"], says: ["moorage demo is now moorage-lab demo."]),
        Misuse(
            arguments: ["simulate", "digitalocean", "--port", "1"],
            says: ["moorage simulate is now moorage-lab simulate."]
        ),
        Misuse(arguments: ["lab", "boot", "--help"], says: ["moorage lab is now moorage-lab machine."]),
        Misuse(
            arguments: ["host", "add", "192.0.2.1", "--shared", "--fingerprint", "aa:bb"],
            says: ["--fingerprint is 'aa:bb'", "SHA256:"]
        ),
        Misuse(
            arguments: [
                "host", "add", "192.0.2.1", "--fingerprint", "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            ],
            says: ["--owner", "--shared"]
        ),
        Misuse(
            arguments: ["workspace", "create", "n", "--owner", "o@example.com", "--vcpu", "0"],
            says: ["--vcpu is 0", "from 1 to"]
        ),
        Misuse(
            arguments: ["workspace", "create", "n", "--owner", "o@example.com", "--type", "serverless"],
            says: ["serverless", "cloud", "bare_metal"]
        ),
        Misuse(
            arguments: ["doctor"],
            environment: ["MOORAGE_TLS_CERTIFICATE": "/etc/none.crt"],
            says: ["Set both MOORAGE_TLS_CERTIFICATE and MOORAGE_TLS_KEY"]
        ),
        Misuse(
            arguments: ["doctor"],
            environment: ["MOORAGE_TLS_CERTIFICATE": "/etc/none.crt", "MOORAGE_TLS_KEY": "/etc/none.key"],
            says: ["no PEM certificate in /etc/none.crt", "MOORAGE_TLS_CERTIFICATE"]
        ),
        Misuse(
            arguments: ["doctor"],
            environment: ["MOORAGE_REGISTRATION": "perhaps"],
            says: ["MOORAGE_REGISTRATION is 'perhaps'", "open", "closed"]
        ),
        Misuse(arguments: ["plan", "../etc"], says: ["'../etc' is not a workspace id"]),
        Misuse(
            arguments: ["doctor"],
            environment: ["DIGITALOCEAN_API_URL": "http://192.0.2.7"],
            says: ["DIGITALOCEAN_API_URL is 'http://192.0.2.7'", "https URLs"]
        ),
        Misuse(
            arguments: ["serve"],
            environment: ["MOORAGE_CORS_ORIGINS": "*"],
            says: ["MOORAGE_CORS_ORIGINS is '*'", "https://app.example.com"]
        ),
        Misuse(
            arguments: ["serve"],
            environment: ["MOORAGE_ACCESS_LOG": "yes"],
            says: ["MOORAGE_ACCESS_LOG is 'yes'", "on", "off"]
        ),
        Misuse(
            arguments: ["serve"],
            environment: ["MOORAGE_REQUESTS_PER_MINUTE": "-1"],
            says: ["MOORAGE_REQUESTS_PER_MINUTE is '-1'", "whole numbers from 0"]
        ),
        Misuse(
            arguments: ["serve"],
            environment: ["MOORAGE_LEASE_SECONDS": "soon"],
            says: ["MOORAGE_LEASE_SECONDS is 'soon'", "whole numbers from 2 to 3600"]
        ),
        Misuse(
            arguments: ["serve"],
            environment: ["MOORAGE_RETENTION_LOGS_DAYS": "-1"],
            says: ["MOORAGE_RETENTION_LOGS_DAYS is '-1'"]
        ),
        Misuse(
            arguments: ["serve"],
            environment: ["MOORAGE_SSH_SOURCES": "192.0.2.7, 192.0.2.0/33"],
            says: ["MOORAGE_SSH_SOURCES is '192.0.2.0/33'", "2001:db8::/32"]
        ),
        Misuse(
            arguments: ["serve"],
            environment: ["MOORAGE_DROPLET_VPC": "default"],
            says: ["MOORAGE_DROPLET_VPC is 'default'", "UUIDs"]
        ),
        Misuse(
            arguments: ["serve"],
            environment: ["MOORAGE_ACME_EMAIL": "ops"],
            says: ["MOORAGE_ACME_EMAIL is 'ops'", "e-mail addresses"]
        ),
        Misuse(
            arguments: ["serve"],
            environment: ["MOORAGE_APP_URL": "ftp://example.org/app.tar.gz"],
            says: ["MOORAGE_APP_URL is 'ftp://example.org/app.tar.gz'", "http and https URLs"]
        ),
        Misuse(
            arguments: ["serve"],
            environment: ["MOORAGE_APP_URL": "https://me:hidden@example.org/app.git"],
            says: ["MOORAGE_APP_URL contains a user name or a password"]
        ),
        Misuse(
            arguments: ["serve"],
            environment: ["MOORAGE_QDRANT_SHA256": String(repeating: "a", count: 64)],
            says: ["MOORAGE_QDRANT_SHA256", "MOORAGE_QDRANT_URL, which is not set"]
        ),
    ])
    func `an invalid value is refused with the allowed values`(misuse: Misuse) async throws {
        let result = try await CommandLineTool.run(misuse.arguments, environment: misuse.environment)
        #expect(result.exitCode == 2)
        for text in misuse.says { #expect(result.output.contains(text), "\(result.output)") }
    }
}
