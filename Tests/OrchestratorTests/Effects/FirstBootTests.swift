import Foundation
import Orchestrator
import SSH
import Testing
import Workspaces

@Suite("User data of a new droplet")
struct FirstBootTests {
    /// The form that DigitalOcean accepts.
    private static let largest = 64 * 1024

    private let key = SSHKeyPair.generate(comment: "ws7x2k4 first host key").privateKey.reveal()
    private let line = SSHKeyPair.generate(comment: "moorage").publicKey.line

    private func text() throws -> String {
        try FirstBoot.userData(hostKey: Secret(key), authorizedKey: line).reveal()
    }

    private func config() throws -> [String: JSONValue] {
        let body = Data(try text().drop { $0 != "\n" }.utf8)
        return try JSONDecoder().decode([String: JSONValue].self, from: body)
    }

    @Test("it is ASCII, small, and a cloud-config")
    func form() throws {
        let text = try text()
        #expect(text.utf8.allSatisfy { $0 == 0x0A || (0x20..<0x7F).contains($0) })
        #expect(text.utf8.count < Self.largest)
        #expect(text.hasPrefix("#cloud-config\n"))
    }

    @Test("everything after its first line is JSON, which is also YAML")
    func json() throws {
        let config = try config()
        #expect(config["ssh_keys"] == .object(["ed25519_private": .string(key)]))
        #expect(config["ssh_pwauth"] == false)
        #expect(config["disable_root"] == false)
        let root = JSONValue.object(["name": "root", "ssh_authorized_keys": .array([.string(line)])])
        #expect(config["users"] == .array([root]))
    }

    @Test("another SSH port is in sshd's own file, and the service takes over from systemd's socket first")
    func port() throws {
        #expect(try config()["write_files"] == nil)
        let userData = try FirstBoot.userData(
            hostKey: Secret(key),
            authorizedKey: line,
            sshPort: Workspaces.Port(rawValue: 2222)
        )
        let body = Data(userData.reveal().drop { $0 != "\n" }.utf8)
        let config = try JSONDecoder().decode([String: JSONValue].self, from: body)
        let file = JSONValue.object([
            "path": "/etc/ssh/sshd_config.d/10-moorage.conf", "content": "Port 2222\n", "permissions": "0644",
        ])
        #expect(config["write_files"] == .array([file]))
        guard case .array(let commands)? = config["runcmd"], case .array(let first)? = commands.first,
            case .string(let script)? = first.last
        else {
            Issue.record("no commands")
            return
        }
        #expect(commands.count == 2)
        #expect(script.contains("systemctl disable --now ssh.socket"))
        #expect(script.contains("systemctl restart ssh.service"))
    }

    @Test("the image's host keys are removed, and no other is generated")
    func onlyKey() throws {
        #expect(try config()["ssh_deletekeys"] == true)
        #expect(try config()["ssh_genkeytypes"] == .array([]))
    }

    @Test("the host key occurs once")
    func once() throws {
        let text = try text()
        #expect(text.components(separatedBy: key.replacing("\n", with: "\\n")).count == 2)
        #expect(text.components(separatedBy: "BEGIN OPENSSH PRIVATE KEY").count == 2)
    }

    @Test("the result is a secret")
    func secret() throws {
        #expect("\(try FirstBoot.userData(hostKey: Secret("sentinel"), authorizedKey: "ssh-ed25519 AAAA"))" == "***")
    }
}
