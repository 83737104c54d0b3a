import SSH
import Testing

@Suite struct SSHPublicKeyTests {
    private static let key = "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"

    @Test func `the well-known key of a host gives its published fingerprint`() {
        // github.com's Ed25519 key and its fingerprint, from its documentation.
        let key = SSHPublicKey(line: "ssh-ed25519 \(Self.key) github.com")
        #expect(key?.pin.description == "ssh-ed25519 SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU")
        #expect(key?.comment == "github.com")
        #expect(key?.line == "ssh-ed25519 \(Self.key) github.com")
        #expect(key?.keyAndType == "ssh-ed25519 \(Self.key)")
    }

    @Test(arguments: [
        "", "ssh-ed25519", "ssh-ed25519 !!!!", "ssh-rsa \(key)", "ecdsa-sha2-nistp256 \(key)",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA", "command=\"x\" ssh-ed25519 \(key)", "ssh-ed25519 \(key)\nssh-ed25519 x",
    ])
    func `an invalid key line is refused`(line: String) {
        #expect(SSHPublicKey(line: line) == nil)
    }
}
