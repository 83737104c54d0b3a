internal import SSH
internal import Synchronization
internal import Workspaces

extension SSHHostSession {
    private static let digestMismatchCode = 70

    func installPlaybooks(_ archive: [UInt8], digest: SHA256Digest) async throws(ProviderError) {
        let folder = ShellQuoting.quote(layout.playbooks(digest))
        let present = try await execute("[ -d \(folder) ] && touch \(folder)", timeout: Self.lookTimeout)
        if !present.isSuccess { try await unpackPlaybooks(archive, digest, into: folder) }
        playbooks.withLock { $0 = digest }
    }

    /// Unpacks beside the folder and renames, so that the folder is always complete. The name begins with a dot, so
    /// that a session that looks for the newest playbooks ignores it.
    private func unpackPlaybooks(
        _ archive: [UInt8],
        _ digest: SHA256Digest,
        into folder: String
    ) async throws(ProviderError) {
        let command = """
            d=\(folder)
            umask 022
            mkdir -p -- "${d%/*}" || exit 1
            s=$(mktemp -d "${d%/*}/.${d##*/}.XXXXXXXX") || exit 1
            trap 'rm -rf -- "$s"' EXIT
            trap 'exit 143' TERM HUP INT
            cat >"$s/archive" || exit 1
            [ "$(sha256sum <"$s/archive" | cut -c 1-64)" = \(digest) ] || exit \(Self.digestMismatchCode)
            mkdir "$s/unpacked" && tar -xf "$s/archive" -C "$s/unpacked" --no-same-owner || exit 1
            chmod 755 "$s/unpacked" && touch "$s/unpacked" && sync -f "$s/unpacked" || exit 1
            mv -T -- "$s/unpacked" "$d" 2>/dev/null || [ -d "$d" ]
            """
        let timeout = Self.changeTimeout + .seconds(archive.count / (256 * 1024))
        let result = try await execute(command, standardInput: archive, timeout: timeout)
        guard result.termination != .exited(Self.digestMismatchCode) else {
            throw ProviderError(
                .transient(retryAfter: nil),
                "The playbooks that arrived on \(address) are not the ones that were sent."
            )
        }
        guard result.isSuccess else { throw await failure("Installing the playbooks", result) }
    }

    func installBundle(
        _ archive: Secret<[UInt8]>,
        digest: SHA256Digest,
        workspace: WorkspaceID,
        epoch: LeaseEpoch
    ) async throws(ProviderError) {
        let name = "\(workspace)-\(digest)-\(UInt64.random(in: .min ... .max))"
        let path = layout.uploads + "/" + name
        _ = try await perform(
            "Creating the upload folder",
            // An hour later nobody waits for the leftovers of a dead daemon, which contain secrets.
            """
            umask 022
            mkdir -p \(layout.state) && mkdir -p -m 700 \(layout.uploads) &&
                find \(layout.uploads) -type f -mmin +60 -delete
            """,
            timeout: Self.lookTimeout
        )
        try await upload(archive.reveal(), to: path, mode: 0o600)
        do throws(ProviderError) {
            let answer: HostAnswer = try await callProgram(
                ["install-bundle", workspace.rawValue, epoch.description, digest.hex, path],
                timeout: Self.changeTimeout
            )
            guard answer.state == "installed" || answer.state == "present" else {
                throw unexpected(answer.state, from: "install-bundle")
            }
        } catch {
            // The program deletes the upload when it is done; if it fails, the secret must not stay either.
            _ = try? await execute("rm -f -- \(ShellQuoting.quote(path))", timeout: Self.lookTimeout)
            throw error
        }
    }
}
