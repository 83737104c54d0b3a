/// Whom the commands ask: the API when `MOORAGE_URL` names one, else the database.
enum WorkspaceClients {
    /// Runs a command's body with a client and closes it behind it.
    static func with(_ options: SettingsOptions, _ body: (any WorkspaceClient) async throws -> Void) async throws {
        if let client = try await api(options) {
            defer { client.close() }
            return try await body(client)
        }
        try await CommandContext.with(options) { try await body(DatabaseWorkspaceClient(context: $0)) }
    }

    /// The API's client; nil when the database is to be asked.
    static func api(_ options: SettingsOptions) async throws -> APIWorkspaceClient? {
        guard let settings = try await APISettings.load(options) else { return nil }
        return APIWorkspaceClient(connection: try APIConnection(settings))
    }
}
