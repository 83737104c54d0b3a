import ArgumentParser

/// The flags of every command; each has an environment variable with the same meaning.
struct SettingsOptions: ParsableArguments {
    @Option(help: "libpq connection URI (DATABASE_URL).")
    var databaseURL: String?

    @Option(help: "Folder of the daemon's own files (MOORAGE_DATA_DIR).")
    var dataDir: String?

    @Option(help: "File with the master key (MOORAGE_MASTER_KEY_FILE).")
    var masterKeyFile: String?

    @Option(help: "Parent domain of workspaces (MOORAGE_DOMAIN).")
    var domain: String?

    @Option(help: "Address of API, health and metrics (MOORAGE_HTTP_ADDRESS).")
    var httpAddress: String?

    @Option(help: "Folder of the playbooks (MOORAGE_PLAYBOOKS_DIR).")
    var playbooksDir: String?

    @Option(help: "text or json (MOORAGE_LOG_FORMAT).")
    var logFormat: String?

    @Option(help: "Configuration file, JSON (MOORAGE_CONFIG_FILE).")
    var configFile: String?

    /// The given flags, by configuration key.
    var values: [String: String] {
        let pairs: [(String, String?)] = [
            ("database.url", databaseURL), ("moorage.data.dir", dataDir),
            ("moorage.master.key.file", masterKeyFile), ("moorage.domain", domain),
            ("moorage.http.address", httpAddress), ("moorage.playbooks.dir", playbooksDir),
            ("moorage.log.format", logFormat), ("moorage.config.file", configFile),
        ]
        return Dictionary(uniqueKeysWithValues: pairs.compactMap { key, value in value.map { (key, $0) } })
    }
}
