import CommandOutput
import Curl
import Foundation
import Workspaces

/// Where the API is, and how it is spoken to.
struct APISettings: Sendable {
    /// The base of its URLs, without a slash at its end.
    let url: String
    let token: Secret<String>
    /// PEM certificates to trust instead of the system's.
    let certificateAuthorityFile: String?
    /// Whether the token may travel in clear.
    let allowsPlainHTTP: Bool

    /// A token is some 50 bytes; a larger file is something else.
    private static let longestTokenFile = 4096

    /// Reads the settings.
    ///
    /// - Returns: nil when no API is named, or the database is named on the command line.
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
            // The value is not shown: it may hold a password.
            throw refusal(
                "MOORAGE_URL is no URL of an API, such as https://moorage.example.org: \(reason(error, text))"
            )
        }
        guard !text.contains("?"), !text.contains("#") else {
            throw refusal("MOORAGE_URL holds a query or a fragment; give the address alone, without ? and #.")
        }
        if !allowsPlainHTTP {
            do throws(CurlError) {
                try CurlRequest(.get, text).check()
            } catch {
                throw refusal(
                    "MOORAGE_URL is '\(text)': over plain http to another machine your token could be read on the way. "
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
                "MOORAGE_URL names an API and no token is set: put one into MOORAGE_TOKEN, or its file into "
                    + "MOORAGE_TOKEN_FILE. POST /api/auth/tokens/ makes one."
            )
        }
        guard let handle = FileHandle(forReadingAtPath: path),
            let data = try? handle.read(upToCount: longestTokenFile + 1), data.count <= longestTokenFile
        else { throw refusal("MOORAGE_TOKEN_FILE is '\(path)', which cannot be read as a token's file.") }
        let token = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty else { throw refusal("MOORAGE_TOKEN_FILE is '\(path)', which holds no token.") }
        return Secret(token)
    }

    private static func certificateAuthorityFile(_ reader: SettingsReader) throws -> String? {
        guard let path = reader.text("moorage.ca.file") else { return nil }
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw refusal("MOORAGE_CA_FILE is '\(path)', which cannot be read.")
        }
        return path
    }

    private static func refusal(_ text: String) -> CommandFailure {
        CommandFailure(text, exitCode: CommandFailure.usedWrongly)
    }
}
