internal import FoundationEssentials
package import Workspaces

/// A secret of a workspace, by its name in the sealed document. A service has it if it uses it.
package struct ServiceSecret: Hashable, Sendable {
    /// Its form.
    package enum Form: Sendable {
        /// URL-safe base64 without padding (43 characters), so that it never needs escaping.
        case password
        /// The same with padding (44 characters), as Fernet's format requires.
        case fernetKey
    }

    /// 256 bits, so that none can be guessed even offline.
    private static let byteCount = 32

    /// Its name in the sealed document.
    package let name: String
    /// Its form.
    package let form: Form

    package init(_ name: String, form: Form = .password) {
        self.name = name
        self.form = form
    }

    fileprivate func draw(using generator: inout some RandomNumberGenerator) -> Secret<String> {
        let bytes = (0..<Self.byteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let standard = Data(bytes).base64EncodedString()
        let text = String(standard.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
        switch form {
        case .password: return Secret(String(text.prefix { $0 != "=" }))
        case .fernetKey: return Secret(text)
        }
    }
}

/// The secrets of one workspace.
package struct WorkspaceSecrets: Sendable, Equatable {
    private var values: [String: Secret<String>]

    package init(_ values: [ServiceSecret: Secret<String>]) {
        self.values = Dictionary(uniqueKeysWithValues: values.map { ($0.key.name, $0.value) })
    }

    /// Nil if the workspace was created by a version that did not have the secret.
    package subscript(secret: ServiceSecret) -> Secret<String>? { values[secret.name] }

    /// Every secret, whether or not a service of this version uses it.
    package var all: [Secret<String>] { Array(values.values) }

    /// Generates the secrets of these services with the system's random number generator.
    package static func generate(for services: [WorkspaceService] = WorkspaceService.all) -> Self {
        var generator = SystemRandomNumberGenerator()
        return generate(for: services, using: &generator)
    }

    /// Generates the secrets of these services from `generator`, in a fixed order.
    package static func generate(
        for services: [WorkspaceService] = WorkspaceService.all,
        using generator: inout some RandomNumberGenerator
    ) -> Self {
        var values: [ServiceSecret: Secret<String>] = [:]
        for secret in services.flatMap(\.secrets) where values[secret] == nil {
            values[secret] = secret.draw(using: &generator)
        }
        return Self(values)
    }

    /// The secrets as JSON, to be sealed.
    ///
    /// - Throws: ``SecretsError`` if a value cannot be written as JSON.
    package func encoded() throws(SecretsError) -> Secret<[UInt8]> {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        do { return Secret(Array(try encoder.encode(values.mapValues { $0.reveal() }))) } catch {
            throw SecretsError("The workspace's secrets cannot be encoded.")
        }
    }

    /// Decodes the output of ``encoded()``.
    ///
    /// - Throws: ``SecretsError`` if it is something else. The error contains no part of the content.
    package static func decode(_ bytes: Secret<[UInt8]>) throws(SecretsError) -> Self {
        let values: [String: String]
        do { values = try JSONDecoder().decode([String: String].self, from: Data(bytes.reveal())) } catch {
            throw SecretsError("The opened bytes are not the secrets of a workspace.")
        }
        var secrets = Self([:])
        secrets.values = values.mapValues { Secret($0) }
        return secrets
    }
}

/// Why a workspace's secrets could not be encoded or decoded.
///
/// It has no cause, because a decoding error quotes the text that it could not read.
package struct SecretsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One plain sentence without any value.
    package let message: String

    init(_ message: String) { self.message = message }

    /// The message.
    package var description: String { message }
}
