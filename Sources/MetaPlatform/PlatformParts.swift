public import Passwords
public import PlatformStore

/// What the front works with: the stores, and what the daemon shares with it.
public struct PlatformParts: Sendable {
    /// Users.
    public var accounts: any AccountStore
    /// Workspaces.
    public var workspaces: any WorkspaceStore
    /// One-time passwords.
    public var passwords: any OneTimePasswordStore
    /// Logs.
    public var logs: any LogStore
    /// Tells listeners what is new in logs; the caller runs it.
    public var hub: LogHub
    /// Hosts.
    public var hosts: any HostStore
    /// What staff looks at.
    public var operators: any OperatorStore
    /// The line for `authorized_keys` that lets the daemons in.
    public var publicKey: String
    /// What the console needs beside; without it there is none.
    public var console: ConsoleParts?
    /// Makes and checks hashes.
    public var hasher: PasswordHasher

    /// Names each part.
    public init(
        accounts: any AccountStore,
        workspaces: any WorkspaceStore,
        passwords: any OneTimePasswordStore,
        logs: any LogStore,
        hub: LogHub,
        hosts: any HostStore,
        operators: any OperatorStore,
        publicKey: String,
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
        self.hasher = hasher
    }
}
