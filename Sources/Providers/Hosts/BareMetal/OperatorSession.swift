package import SSH
package import Workspaces

/// Opens the sessions that registering a machine needs.
package protocol OperatorConnector: HostConnector {
    /// Same as ``HostConnector/connect(to:)``, with the operator's key in the endpoint.
    func connectAsOperator(to endpoint: HostEndpoint) async throws(ProviderError) -> any OperatorSession

    /// The machine's key of a type, unverified; nil if it has none. Nothing is sent after it is known.
    func presentedHostKey(
        _ keyType: HostKeyPin.KeyType,
        address: String,
        port: Port
    ) async throws(ProviderError) -> HostKeyPin?
}

/// A session on a machine with an operator's own key, before the machine knows ours.
package protocol OperatorSession: HostSession {
    /// Adds a public key to the user's `authorized_keys`, unless it is already there.
    func installKey(_ key: SSHPublicKey) async throws(ProviderError)

    /// Installs Ansible from the distribution's packages, unless it is installed.
    func installAnsible() async throws(ProviderError)
}

extension SSHHostConnector: OperatorConnector {
    /// Connects with an operator's key.
    package func connectAsOperator(to endpoint: HostEndpoint) async throws(ProviderError) -> any OperatorSession {
        try await open(endpoint)
    }

    /// Reads the machine's key without logging in.
    package func presentedHostKey(
        _ keyType: HostKeyPin.KeyType,
        address: String,
        port: Port
    ) async throws(ProviderError) -> HostKeyPin? {
        do {
            return try await SSHHostKeyScan.read(keyType, from: address, port: port.rawValue, timeout: connectTimeout)
        } catch {
            throw ProviderError(error, on: address)
        }
    }
}

extension SSHHostSession: OperatorSession {
    /// Written to a temporary file and renamed, so that a crash never locks the operator out. If the file is a link, or
    /// its folder is writable for others, only the content of the target file changes.
    func installKey(_ key: SSHPublicKey) async throws(ProviderError) {
        let command = """
            umask 077
            cd || exit 1
            mkdir -p .ssh || exit 1
            f=$(readlink -f .ssh/authorized_keys) || exit 1
            k=\(ShellQuoting.quote(key.line))
            b=\(ShellQuoting.quote(key.keyAndType))
            if [ -e "$f" ] && grep -qF -- "$b" "$f"; then exit 0; fi
            t=$(mktemp "$f.XXXXXXXX") || exit 1
            trap 'rm -f -- "$t"' EXIT
            if [ -e "$f" ]; then cp -p -- "$f" "$t" || exit 1; fi
            if [ -s "$t" ] && [ -n "$(tail -c 1 "$t")" ]; then echo >>"$t" || exit 1; fi
            printf '%s\\n' "$k" >>"$t" && sync -- "$t" && mv -fT -- "$t" "$f"
            """
        let result = try await execute(command, as: .login, timeout: Self.lookTimeout)
        guard result.isSuccess else { throw await failure("Installing the key", result) }
    }

    /// Packages are downloaded over the machine's own connection, however slow.
    private static let packageTimeout = Duration.seconds(900)

    /// A rented server gets Ansible while it boots; a machine that was there before gets it when it is registered.
    func installAnsible() async throws(ProviderError) {
        let command = """
            command -v ansible-playbook >/dev/null && exit 0
            export DEBIAN_FRONTEND=noninteractive
            apt-get update -q && apt-get install -qy --no-install-recommends ansible-core python3-apt
            """
        let result = try await execute(command, as: .root, timeout: Self.packageTimeout)
        guard result.isSuccess else { throw await failure("Installing Ansible", result) }
    }
}
