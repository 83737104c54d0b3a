import CommandOutput
import Configuration
import Curl
import Foundation
import Front
import Providers
import SystemPackage
import Templates
import Workspaces

/// Reads single settings and refuses invalid ones, with the variable and the allowed values.
struct SettingsReader: CloudSettings {
    private let reader: ConfigReader

    /// - Parameter flags: values by key that override the environment.
    static func open(_ flags: [String: String]) async throws -> SettingsReader {
        let given = InMemoryProvider(
            name: "flags",
            values: Dictionary(
                uniqueKeysWithValues: flags.map { key, value in
                    (AbsoluteConfigKey(ConfigKey(key)), ConfigValue(.string(value), isSecret: true))
                }
            )
        )
        let environment = EnvironmentVariablesProvider()
        var providers: [any ConfigProvider] = [given, environment]
        if let path = ConfigReader(providers: providers).string(forKey: "moorage.config.file") {
            do {
                providers.append(try await FileProvider<JSONSnapshot>(filePath: FilePath(path)))
            } catch {
                throw CommandFailure(
                    "The configuration file \(path) cannot be read as JSON; correct it or MOORAGE_CONFIG_FILE.",
                    exitCode: CommandFailure.usedWrongly
                )
            }
        }
        return SettingsReader(reader: ConfigReader(providers: providers))
    }

    /// A text; an empty one counts as not set.
    func text(_ key: String) -> String? {
        reader.string(forKey: ConfigKey(key)).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A text that must not be shown.
    func secret(_ key: String) -> String? {
        reader.string(forKey: ConfigKey(key), isSecret: true).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Texts separated by commas.
    func list(_ key: String) -> [String] {
        (text(key) ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    func number(_ key: String, _ range: ClosedRange<Int>) throws -> Int? {
        try text(key).map { text in
            guard let value = Int(text), range.contains(value) else {
                throw refusal(key, text, "whole numbers from \(range.lowerBound) to \(range.upperBound)")
            }
            return value
        }
    }

    /// Days for which something is kept; nil, written as 0, for forever.
    func retention(_ key: String, default days: Int) throws -> Int? {
        let days = try number(key, 0...36_500) ?? days
        return days == 0 ? nil : days
    }

    func port(_ key: String) throws -> Workspaces.Port? {
        try number(key, 1...65535).map { Workspaces.Port(rawValue: UInt16($0)) }
    }

    func address(_ key: String) throws -> ListenAddress? {
        try text(key).map { text in
            guard let address = ListenAddress(text) else { throw refusal(key, text, "HOST:PORT, e.g. 127.0.0.1:8080") }
            return address
        }
    }

    /// IP addresses and CIDR ranges, separated by commas.
    func addressRanges(_ key: String) throws -> [AddressRange] {
        try list(key).filter { !$0.isEmpty }.map { text in
            guard let range = AddressRange(text) else {
                throw refusal(key, text, "IP addresses and ranges such as 10.0.0.0/8, separated by commas")
            }
            return range
        }
    }

    func origins(_ key: String) throws -> CrossOriginSharing {
        let origins = list(key).filter { !$0.isEmpty }
        guard let sharing = CrossOriginSharing(origins) else {
            let allowed = "origins as browsers send them, such as https://app.example.com, separated by commas"
            throw refusal(key, origins.joined(separator: ","), allowed)
        }
        return sharing
    }

    /// The base of an API: a token is sent to it, so it must be encrypted beyond this machine.
    func apiURL(_ key: String) throws -> String? {
        try text(key).map { text in
            do throws(CurlError) {
                try CurlRequest(.get, text).check()
            } catch {
                throw refusal(key, text, "https URLs, and http ones on loopback such as http://127.0.0.1:8081")
            }
            return text
        }
    }

    func choice(_ key: String, _ allowed: [String]) throws -> String? {
        try text(key).map { text in
            guard allowed.contains(text) else { throw refusal(key, text, allowed.joined(separator: " and ")) }
            return text
        }
    }

    func digest(_ key: String) throws -> SHA256Digest? {
        try text(key).map { text in
            guard let digest = SHA256Digest(hex: text) else { throw refusal(key, text, "64 hex digits") }
            return digest
        }
    }

    func domain(_ key: String) throws -> String? {
        try text(key).map { text in
            let labels = text.lowercased().split(separator: ".", omittingEmptySubsequences: false)
            let areValid = labels.allSatisfy { label in
                !label.isEmpty && label.count <= 63
                    && label.utf8.allSatisfy {
                        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
                    }
            }
            guard areValid, labels.count >= 2 else { throw refusal(key, text, "domain names such as workspaces.test") }
            return text.lowercased()
        }
    }

    /// A URL and its SHA-256, which belong together.
    func artifact(_ prefix: String) throws -> ServiceArtifact? {
        let digest = try digest("\(prefix).sha256")
        guard let url = try artifactURL(prefix) else { return nil }
        guard let digest else { throw refusal("\(prefix).sha256", "", "the SHA-256 of \(url)") }
        return ServiceArtifact(url: url, digest: digest)
    }

    /// The source of a host's download; a digest without it is useless.
    func artifactURL(_ prefix: String) throws -> String? {
        guard let text = text("\(prefix).url") else {
            guard let digest = text("\(prefix).sha256") else { return nil }
            throw refusal(
                "\(prefix).sha256",
                digest,
                "digests of the program in \(variable("\(prefix).url")), which is not set"
            )
        }
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme), url.host()?.isEmpty == false else {
            throw refusal("\(prefix).url", text, "http and https URLs")
        }
        guard url.user() == nil, url.password() == nil else {
            // The value is not shown, because it contains a password. Hosts download with programs whose arguments
            // others can read.
            throw CommandFailure(
                "\(variable("\(prefix).url")) contains a user name or a password; allowed are URLs without either.",
                exitCode: CommandFailure.usedWrongly
            )
        }
        return text
    }

    func uuid(_ key: String) throws -> String? {
        try text(key).map { text in
            guard UUID(uuidString: text) != nil else { throw refusal(key, text, "UUIDs") }
            return text.lowercased()
        }
    }

    func email(_ key: String) throws -> String? {
        try text(key).map { text in
            let parts = text.split(separator: "@", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }),
                text.allSatisfy({ $0.isASCII && !$0.isWhitespace })
            else { throw refusal(key, text, "e-mail addresses such as ops@example.org") }
            return text
        }
    }

    /// Addresses and networks, separated by commas.
    func networks(_ key: String) throws -> [String] {
        let networks = list(key)
        for network in networks where AddressRange(network) == nil {
            throw refusal(
                key,
                network,
                "addresses and networks such as 192.0.2.7 and 2001:db8::/32, separated by commas"
            )
        }
        return networks
    }

    private func variable(_ key: String) -> String { key.replacingOccurrences(of: ".", with: "_").uppercased() }

    private func refusal(_ key: String, _ value: String, _ allowed: String) -> CommandFailure {
        CommandFailure(
            "\(variable(key)) is '\(value)'; allowed are \(allowed).",
            exitCode: CommandFailure.usedWrongly
        )
    }
}
