import Workspaces

/// Reads and checks the API token.
enum DigitalOceanToken {
    static func read(_ provider: () throws -> Secret<String>?) throws(ProviderError) -> Secret<String> {
        let token: Secret<String>?
        do {
            token = try provider()
        } catch {
            throw ProviderError(
                .waitForOperator(.credentials),
                "The DigitalOcean token cannot be read: \(error).",
                cause: error
            )
        }
        let text = trimmed(token?.reveal() ?? "")
        guard !text.isEmpty else {
            throw ProviderError(
                .waitForOperator(.credentials),
                "There is no DigitalOcean token. Set DIGITALOCEAN_TOKEN or DIGITALOCEAN_TOKEN_FILE."
            )
        }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ProviderError(
                .waitForOperator(.credentials),
                "The DigitalOcean token holds a space, a line break or a character that no token has."
            )
        }
        return Secret(text)
    }

    /// Without the line break at its end that every editor leaves in a file.
    private static func trimmed(_ text: String) -> String {
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        let front = text.drop(while: isSpace)
        return String(String(front.reversed().drop(while: isSpace)).reversed())
    }
}
