import CommandOutput
import Curl
import Foundation
import Workspaces

/// The address of the API, and how to access it.
struct APISettings: Sendable {
    /// The base of its URLs, without a final slash.
    let url: String
    let token: Secret<String>
    /// PEM certificates to trust instead of the system's.
    let certificateAuthorityFile: String?
    /// Whether the token may be sent unencrypted.
    let allowsPlainHTTP: Bool

    /// A token has about 50 bytes; a larger file is something else.
    private static let longestTokenFile = 4096

    /// Reads the settings.
    ///
    /// - Returns: nil if no API is configured, or the command line names the database.
    /// - Throws: ``CommandFailure`` that names the variable, and no secret.
    static func load(_ options: SettingsOptions) async throws -> APISettings? {
        guard options.databaseURL == nil else { return nil }
        let reader = try await SettingsReader.open(options.values)
        guard let text = reader.text("moorage.url") else { return nil }
        let allowsPlainHTTP = try reader.choice("moorage.allow.plain.http", ["yes", "no"]) == "yes"
        return APISettings(
            url: try base(text, allowsPlainHTTP: allowsPlainHTTP),
            token: try token(reader),
            certificateAuthorityFile: try certificateAuthorityFile(reader),
            allowsPlainHTTP: allowsPlainHTTP
        )
    }

    private static func base(_ text: String, allowsPlainHTTP: Bool) throws -> String {
        do throws(CurlError) {
            try CurlRequest(.get, text, allowsPlainHTTP: true).check()
        } catch {
            // The value is not shown, because it may contain a password.
            throw refusal(
                "MOORAGE_URL is not the URL of an API, such as https://moorage.example.org: \(reason(error, text))"
            )
        }
        guard !text.contains("?"), !text.contains("#") else {
            throw refusal("MOORAGE_URL contains a query or a fragment; use the address alone, without ? and #.")
        }
        if !allowsPlainHTTP {
            do throws(CurlError) {
                try CurlRequest(.get, text).check()
            } catch {
                throw refusal(
                    "MOORAGE_URL is '\(text)': over plain http to another machine, others could read your token. "
                        + "Use https, or set MOORAGE_ALLOW_PLAIN_HTTP=yes where nobody listens."
                )
            }
        }
        return String(text.reversed().drop { $0 == "/" }.reversed())
    }

    private static func reason(_ error: CurlError, _ text: String) -> String {
        error.message.replacingOccurrences(of: text, with: "it")
    }

    private static func token(_ reader: SettingsReader) throws -> Secret<String> {
        if let token = reader.secret("moorage.token") {
            return Secret(token.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        guard let path = reader.text("moorage.token.file") else {
            throw refusal(
                "MOORAGE_URL is set, but no token: set MOORAGE_TOKEN, or MOORAGE_TOKEN_FILE to its file. POST /api/auth/tokens/ makes one."
            )
        }
        guard let handle = FileHandle(forReadingAtPath: path),
            let data = try? handle.read(upToCount: longestTokenFile + 1), data.count <= longestTokenFile
        else { throw refusal("MOORAGE_TOKEN_FILE is '\(path)', which is not a readable file.") }
        let token = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty else { throw refusal("MOORAGE_TOKEN_FILE is '\(path)', which contains no token.") }
        return Secret(token)
    }

    private static func certificateAuthorityFile(_ reader: SettingsReader) throws -> String? {
        guard let path = reader.text("moorage.ca.file") else { return nil }
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw refusal("MOORAGE_CA_FILE is '\(path)', which is not readable.")
        }
        return path
    }

    private static func refusal(_ text: String) -> CommandFailure {
        CommandFailure(text, exitCode: CommandFailure.usedWrongly)
    }
}
