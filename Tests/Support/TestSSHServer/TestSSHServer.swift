package import Foundation
package import SSH
internal import Synchronization

/// A real sshd on a loopback port, with its own keys, for one test.
package final class TestSSHServer: Sendable {
    /// The programs that a test with a server needs, and root, because sshd must log in users.
    package static var isAvailable: Bool {
        geteuid() == 0 && FileManager.default.isExecutableFile(atPath: sshd)
    }

    private static let sshd = "/usr/sbin/sshd"

    /// Its listening port on 127.0.0.1.
    package let port: UInt16
    /// Its Ed25519 host key.
    package let hostKey: HostKeyPin
    /// Its ECDSA host key.
    package let ecdsaHostKey: HostKeyPin
    /// The key that root may log in with.
    package let userKey: SSHKeyPair
    /// A folder that is removed with the server.
    package let directory: URL

    private let process: ChildProcess

    private init(
        port: UInt16,
        hostKey: HostKeyPin,
        ecdsaHostKey: HostKeyPin,
        userKey: SSHKeyPair,
        directory: URL,
        process: ChildProcess
    ) {
        self.port = port
        self.hostKey = hostKey
        self.ecdsaHostKey = ecdsaHostKey
        self.userKey = userKey
        self.directory = directory
        self.process = process
    }

    /// Starts a server, runs `body` and stops the server.
    package static func run<Value>(
        options: [String] = [],
        _ body: (TestSSHServer) async throws -> Value
    ) async throws -> Value {
        let server = try await start(options: options)
        defer { server.stop() }
        return try await body(server)
    }

    /// Starts a server.
    ///
    /// - Parameter options: Further lines of `sshd_config`.
    package static func start(options: [String] = []) async throws -> TestSSHServer {
        let directory = FileManager.default.temporaryDirectory.appending(path: "moorage-sshd-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        // systemd creates it when it starts sshd; a test may run where that never happened.
        try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
        let userKey = SSHKeyPair.generate(comment: "test user")
        let hostKey = SSHKeyPair.generate(comment: "test host")
        try write(hostKey.privateKey.reveal(), to: directory.appending(path: "ssh_host_ed25519_key"))
        try write(hostKey.publicKey.line + "\n", to: directory.appending(path: "ssh_host_ed25519_key.pub"))
        try write(userKey.publicKey.line + "\n", to: directory.appending(path: "authorized_keys"))
        let ecdsa = directory.appending(path: "ssh_host_ecdsa_key")
        _ = try await ChildProcess.run(
            "/usr/bin/ssh-keygen",
            ["-q", "-t", "ecdsa", "-b", "256", "-N", "", "-f", ecdsa.path]
        )
        let ecdsaLine = try String(contentsOf: ecdsa.appendingPathExtension("pub"), encoding: .utf8)
        guard let ecdsaKey = SSHPublicKey(line: ecdsaLine.trimmingCharacters(in: .newlines)) else {
            throw ChildProcess.Failure(message: "ssh-keygen wrote \(ecdsaLine)")
        }
        let (process, port) = try await launch(directory, options)
        return TestSSHServer(
            port: port,
            hostKey: hostKey.publicKey.pin,
            ecdsaHostKey: ecdsaKey.pin,
            userKey: userKey,
            directory: directory,
            process: process
        )
    }

    /// How to log in as root.
    package func configuration(
        pins: [HostKeyPin]? = nil,
        key: SSHKeyPair? = nil,
        user: String = "root"
    ) -> SSHConfiguration {
        SSHConfiguration(
            address: "127.0.0.1",
            port: port,
            user: user,
            hostKeyPins: pins ?? [hostKey],
            privateKey: (key ?? userKey).privateKey
        )
    }

    /// Ends the server and every connection to it, as if its machine lost power.
    package func kill() { process.killAll() }

    /// Stops the server and every connection to it, as if its machine hung: nothing is refused, nothing answered.
    package func freeze() { process.freezeAll() }

    /// Ends the server and removes its folder.
    package func stop() {
        kill()
        try? FileManager.default.removeItem(at: directory)
    }

    /// sshd's log so far.
    package var logText: String { process.text }

    /// Waits until the server has logged something this many times.
    package func waitForLog(_ text: String, times: Int = 1) async throws {
        try await process.waitFor(text, times: times)
    }

    /// Another program may take the port before the server starts, so there are further attempts.
    private static func launch(_ directory: URL, _ options: [String]) async throws -> (ChildProcess, UInt16) {
        var failure = ChildProcess.Failure(message: "")
        for _ in 0..<5 {
            let port = try FreePort.find()
            let file = directory.appending(path: "sshd_config")
            try write(configuration(directory, port, options), to: file)
            let process = try ChildProcess(sshd, ["-D", "-e", "-f", file.path])
            do {
                try await process.waitFor("Server listening on")
                return (process, port)
            } catch let error as ChildProcess.Failure {
                failure = error
            }
        }
        throw failure
    }

    private static func configuration(_ directory: URL, _ port: UInt16, _ options: [String]) -> String {
        let lines = [
            "ListenAddress 127.0.0.1:\(port)", "HostKey \(directory.path)/ssh_host_ecdsa_key",
            "HostKey \(directory.path)/ssh_host_ed25519_key", "AuthorizedKeysFile \(directory.path)/authorized_keys",
            "PermitRootLogin prohibit-password", "PasswordAuthentication no", "KbdInteractiveAuthentication no",
            // Its own home, so that root's start-up files on this machine have no influence.
            "SetEnv HOME=\(directory.path)", "StrictModes no", "UsePAM no", "PidFile none", "MaxStartups 200",
            "LogLevel VERBOSE",
        ]
        return (options + lines).joined(separator: "\n") + "\n"
    }

    private static func write(_ text: String, to url: URL) throws {
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        guard FileManager.default.createFile(atPath: url.path, contents: Data(text.utf8), attributes: attributes) else {
            throw ChildProcess.Failure(message: "\(url.path) could not be written")
        }
    }
}
