import Foundation

@testable import Lab

/// A machine's host key and a login key, and OpenSSH's own client to use them with.
struct Keys {
    let folder: String
    private let hostKey: String
    private let hostPublicKey: String
    private let publicKey: String

    init(folder: String) async throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["host", "login"] {
            try await Command.run(
                "ssh-keygen",
                ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", "\(folder)/\(name)"]
            )
        }
        hostKey = try String(contentsOfFile: folder + "/host", encoding: .utf8)
        hostPublicKey = try Self.line(folder + "/host.pub")
        publicKey = try Self.line(folder + "/login.pub")
    }

    /// A machine with this host key, which this login key may enter.
    func request(name: String) -> LabMachineRequest {
        let indented = hostKey.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
        let userData = """
            #cloud-config
            ssh_deletekeys: true
            ssh_genkeytypes: []
            ssh_keys:
              ed25519_private: |
            \(indented)
              ed25519_public: \(hostPublicKey)
            """
        return LabMachineRequest(name: name, userData: userData + "\n", authorizedKeys: [publicKey])
    }

    /// Runs a command as root over SSH, only against this host key.
    func ssh(_ address: String, _ command: String) async throws -> String {
        let known = folder + "/known_hosts"
        try Data("\(address) \(hostPublicKey)\n".utf8).write(to: URL(filePath: known))
        return try await Command.run(
            "ssh",
            [
                "-i", folder + "/login", "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10",
                "-o", "StrictHostKeyChecking=yes", "-o", "UserKnownHostsFile=\(known)", "root@\(address)", command,
            ]
        )
    }

    private static func line(_ file: String) throws -> String {
        try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .newlines)
    }
}
