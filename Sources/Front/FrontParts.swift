package import Passwords
package import Workspaces

/// The front's dependencies: the stores, and what the daemon shares with it.
package struct FrontParts: Sendable {
    /// Users.
    package var accounts: any AccountStore
    /// Workspaces.
    package var workspaces: any WorkspaceStore
    /// One-time passwords.
    package var passwords: any OneTimePasswordStore
    /// Logs.
    package var logs: any LogStore
    /// Notifies readers of new log rows; the caller runs it.
    package var hub: LogHub
    /// Hosts.
    package var hosts: any HostStore
    /// What staff can see.
    package var operators: any OperatorStore
    /// The line for `authorized_keys` that admits the daemons.
    package var publicKey: String
    /// The names of the cloud and its servers.
    package var words: ProviderWords
    /// The console's additional dependencies; nil for no console.
    package var console: ConsoleParts?
    /// Creates and checks hashes.
    package var hasher: PasswordHasher

    package init(
        accounts: any AccountStore,
        workspaces: any WorkspaceStore,
        passwords: any OneTimePasswordStore,
        logs: any LogStore,
        hub: LogHub,
        hosts: any HostStore,
        operators: any OperatorStore,
        publicKey: String,
        words: ProviderWords,
        hasher: PasswordHasher
    ) {
        self.accounts = accounts
        self.workspaces = workspaces
        self.passwords = passwords
        self.logs = logs
        self.hub = hub
        self.hosts = hosts
        self.operators = operators
        self.publicKey = publicKey
        self.words = words
        self.hasher = hasher
    }
}
