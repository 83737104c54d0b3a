import Foundation
import TestSSHServer
import Testing
import Workspaces

@testable import Providers

/// A host whose `moorage-host` is a shell script that follows the contract as far as a session needs.
struct StubHostProgram {
    let folder: URL
    let archive: [UInt8]
    let digest: SHA256Digest

    /// Writes the archive of playbooks into a server's folder.
    static func make(on server: TestSSHServer) async throws -> StubHostProgram {
        let folder = server.directory
        let source = folder.appending(path: "source/bin")
        try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
        try Data(script.utf8).write(to: source.appending(path: "moorage-host"))
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755],
            ofItemAtPath: source.appending(path: "moorage-host").path
        )
        let tar = folder.appending(path: "playbooks.tar")
        _ = try await ChildProcess.run("/bin/tar", ["-cf", tar.path, "-C", folder.path + "/source", "."])
        let archive = [UInt8](try Data(contentsOf: tar))
        return StubHostProgram(folder: folder, archive: archive, digest: try await digest(of: archive, in: folder))
    }

    /// The paths for this test.
    var layout: HostLayout {
        var layout = HostLayout()
        layout.state = folder.path + "/state"
        layout.ssh = folder.path
        layout.sshd = "/usr/sbin/sshd -f \(folder.path)/sshd_config"
        layout.reloadSSH = "true"
        layout.unitIsActive = "test -e \(folder.path)/state/active-"
        return layout
    }

    /// The real program of this repository. It reads this machine, where nothing of ours is installed.
    static func real(on server: TestSSHServer) async throws -> StubHostProgram {
        let folder = server.directory
        let playbooks = #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/playbooks"
        let tar = folder.appending(path: "real.tar")
        _ = try await ChildProcess.run("/bin/tar", ["-cf", tar.path, "-C", "/" + playbooks, "bin", "lib", "roles"])
        let archive = [UInt8](try Data(contentsOf: tar))
        return StubHostProgram(folder: folder, archive: archive, digest: try await digest(of: archive, in: folder))
    }

    /// The program's answer to a command from now on.
    func answer(_ text: String, to command: String) throws {
        try Data((text + "\n").utf8).write(to: URL(filePath: layout.state + "/" + command))
    }

    /// Writes a file of a run.
    func write(_ text: String, to name: String, of run: HostRunKey) throws {
        let folder = URL(filePath: layout.run(run))
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    /// The digest, computed by a different program.
    static func digest(of bytes: [UInt8], in folder: URL) async throws -> SHA256Digest {
        let file = folder.appending(path: UUID().uuidString)
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let output = try await ChildProcess.run("/usr/bin/sha256sum", [file.path])
        return try #require(SHA256Digest(hex: String(output.prefix(64))))
    }

    /// `state` is three folders above the program. A run's state is in the file `state` in its folder.
    private static let script = """
        #!/bin/sh
        s=$(cd "$(dirname "$0")/../../.." && pwd)
        echo "$@" >>"$s/calls"
        case $1 in
        install-bundle)
            [ "$3" -ge "$(cat "$s/epoch" 2>/dev/null || echo 0)" ] || { echo fenced >&2; exit 75; }
            echo "$3" >"$s/epoch"
            [ "$(sha256sum <"$5" | cut -c 1-64)" = "$4" ] || { echo "wrong digest" >&2; exit 1; }
            stat -c %a "$5" >"$s/mode"
            mkdir -p "$s/bundles" && mv "$5" "$s/bundles/$4"
            echo '{"state":"installed"}' ;;
        start)
            [ "$3" -ge "$(cat "$s/epoch" 2>/dev/null || echo 0)" ] || { echo fenced >&2; exit 75; }
            [ "$5" != missing.yml ] || { printf 'no \\033[1msuch playbook\\n' >&2; exit 1; }
            echo '{"state":"started"}' ;;
        status) cat "$s/runs/$2/state" 2>/dev/null || echo '{"state":"absent"}' ;;
        stop) echo '{"state":"stopped"}' ;;
        verify)
            printf '{"service":"redis","port":6929,"healthy":true,"detail":"PONG"}\\n'
            printf '{"service":"daphne","port":8550,"healthy":false,"detail":"\\\\u001b[31m503"}\\n' ;;
        drift) cat "$s/drift" ;;
        inventory) cat "$s/inventory$2" ;;
        remove)
            [ "$3" -ge "$(cat "$s/epoch" 2>/dev/null || echo 0)" ] || { echo fenced >&2; exit 75; }
            cat "$s/remove" ;;
        *) exit 64 ;;
        esac
        """
}
