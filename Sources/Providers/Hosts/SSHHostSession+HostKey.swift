internal import SSH
internal import Workspaces

extension SSHHostSession {
    /// sshd's configuration does not name the key file that we replace.
    private static let otherKeyFileCode = 70
    private static let badKeyCode = 71

    func stageHostKey(_ key: Secret<String>) async throws(ProviderError) {
        try await upload(Array(key.reveal().utf8), to: layout.nextHostKey, mode: 0o600)
    }

    /// One rename puts the key in force: a crash before it leaves the old key, one after it the new one. sshd reads
    /// its keys for each connection anew, or at the latest when it is reloaded; a `.pub` file that lags behind is
    /// only noted in its log.
    func activateHostKey() async throws(ProviderError) {
        let command = """
            n=\(ShellQuoting.quote(layout.nextHostKey))
            k=\(ShellQuoting.quote(layout.presentHostKey))
            umask 077
            \(layout.sshd) -T 2>/dev/null | grep -ixF "hostkey $k" >/dev/null || exit \(Self.otherKeyFileCode)
            if [ -e "$n" ]; then
                ssh-keygen -y -P '' -f "$n" >"$n.pub" || { rm -f -- "$n.pub"; exit \(Self.badKeyCode); }
                chmod 644 "$n.pub" && sync -- "$n" "$n.pub" && mv -fT -- "$n" "$k" || exit 1
            fi
            if [ -e "$n.pub" ]; then mv -fT -- "$n.pub" "$k.pub" || exit 1; fi
            sync -- "${k%/*}"
            \(layout.sshd) -t || exit 1
            { \(layout.reloadSSH); } >&2
            """
        let result = try await execute(command, timeout: Self.changeTimeout)
        switch result.termination {
        case .exited(0):
            return
        case .exited(Self.otherKeyFileCode):
            throw ProviderError(
                .permanent,
                "sshd on \(address) does not use \(layout.presentHostKey), so its key cannot be replaced."
            )
        case .exited(Self.badKeyCode):
            throw ProviderError(.permanent, "The staged host key on \(address) is not readable as a private key.")
        default:
            throw await failure("Replacing the host key", result)
        }
    }
}
