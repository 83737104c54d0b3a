import TestSSHServer
import Testing

@testable import Providers

@Suite struct BootProgressReportTests {
    private func parse(_ text: String) -> BootProgress { BootProgressReport.parse(Array(text.utf8)) }

    @Test func `a machine without cloud-init is ready if Ansible is installed`() {
        #expect(parse("ansible yes\ncloud-init absent\n") == .ready)
        #expect(
            parse("ansible no\ncloud-init absent\n")
                == .failed(reason: "Ansible is not installed, and no cloud-init is installing it.")
        )
    }

    @Test func `a booting machine reports its action`() {
        let status = #"{"v1": {"datasource": "x", "stage": "modules-final", "init": {"errors": []}}}"#
        #expect(
            parse("ansible no\ncloud-init running\n\(status)")
                == .booting(detail: "cloud-init is at work: modules-final")
        )
        #expect(parse("ansible yes\ncloud-init running\n") == .booting(detail: "cloud-init is at work"))
        #expect(
            parse("ansible yes\ncloud-init running\n{\"v1\": {\"stage\": null}}")
                == .booting(detail: "cloud-init is at work")
        )
    }

    @Test func `a boot that ended without Ansible shows cloud-init's own error`() {
        let result =
            #"{"v1": {"datasource": "x", "errors": ["('package_update_upgrade_install', \u001b[1mno network)"]}}"#
        guard case .failed(let reason) = parse("ansible no\ncloud-init ended\n\(result)") else {
            Issue.record("not failed")
            return
        }
        #expect(reason.contains("package_update_upgrade_install"))
        #expect(!reason.unicodeScalars.contains("\u{1B}"))
        #expect(parse("ansible yes\ncloud-init ended\n\(result)") == .ready)
    }

    @Test(arguments: ["", "nonsense", "ansible yes\ncloud-init running\nnot json"])
    func `nonsense is waited out, not believed`(output: String) {
        guard case .booting = parse(output) else {
            Issue.record("\(parse(output))")
            return
        }
    }

    @Test func `the script runs in a POSIX shell`() async throws {
        let output = try await ChildProcess.run("/bin/sh", ["-c", BootProgressReport.script])
        #expect(output.hasPrefix("ansible "))
        #expect(output.contains("\ncloud-init "))
    }
}
