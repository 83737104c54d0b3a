import Foundation
import Orchestrator
import SSH
import Testing
import WorkspaceModel

@Suite("User data of a new droplet")
struct FirstBootTests {
    /// What DigitalOcean takes.
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

    @Test("everything after its first line is JSON, which is YAML too")
    func json() throws {
        let config = try config()
        #expect(config["ssh_keys"] == .object(["ed25519_private": .string(key)]))
        #expect(config["ssh_pwauth"] == false)
        #expect(config["disable_root"] == false)
        let root = JSONValue.object(["name": "root", "ssh_authorized_keys": .array([.string(line)])])
        #expect(config["users"] == .array([root]))
    }

    @Test("the host keys of the image go, and no other is made")
    func onlyKey() throws {
        #expect(try config()["ssh_deletekeys"] == true)
        #expect(try config()["ssh_genkeytypes"] == .array([]))
    }

    @Test("the host key is in it once")
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
