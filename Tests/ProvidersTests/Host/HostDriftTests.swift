import Foundation
import Testing
import Workspaces

@testable import Providers

@Suite struct HostDriftTests {
    /// As in docs/host.md, with differences.
    static let answer = """
        {"workspace":"ws7x2k4","installed":true,"epoch":12,"pending":["redis"],"user":true,"application":true,
        "files_checked":14,"files":[
        {"path":"/etc/moorage/workspaces/ws7x2k4/redis.conf","state":"changed","sha256":"\(digest)"},
        {"path":"/etc/nginx/sites-enabled/moorage-ws7x2k4.conf","state":"missing"},
        {"path":"/etc/logrotate.d/moorage-ws7x2k4","state":"mode"}],
        "units":[
        {"unit":"moorage-ws7x2k4-redis.service","state":"active","detail":"running","enabled":true,"restarts":0},
        {"unit":"moorage-ws7x2k4-daphne.service","state":"activating","detail":"auto-restart","enabled":true,
        "restarts":41},
        {"unit":"moorage-ws7x2k4-qdrant.service","state":"missing","detail":"dead","enabled":true,"restarts":0},
        {"unit":"nginx.service","state":"active","detail":"running","enabled":false,"restarts":0},
        {"unit":"postgresql@15-main.service","state":"active","detail":"running","enabled":true,"restarts":0}],
        "ports":[{"port":14929,"service":"redis","state":"ours","exposed":true},
        {"port":16237,"service":"","state":"foreign","process":482,"name":"python3","unit":"x.service"},
        {"port":16550,"service":"daphne","state":"silent"},{"port":14883,"service":"","state":"free"}],
        "truncated":false,"host":{"boot_id":"0f0e0d0c-0000-4000-8000-000000000001",
        "machine_id":"0123456789abcdef0123456789abcdef","disk_free_mib":71661,"disk_total_mib":258019,
        "inodes_free":16040935}}
        """.replacingOccurrences(of: "\n", with: "")

    private static let digest = String(repeating: "ab", count: 32)

    private func drift(_ text: String) throws -> HostDrift? {
        let workspace = try #require(WorkspaceID("ws7x2k4"))
        let answer = try JSONDecoder().decode(HostDrift.Answer.self, from: Data(text.utf8))
        return HostDrift(answer, about: workspace)
    }

    private func changed(_ from: String, _ to: String) throws -> HostDrift? {
        #expect(Self.answer.contains(from))
        return try drift(Self.answer.replacingOccurrences(of: from, with: to))
    }

    @Test func `each difference is one finding, with its subject and whether a deployment fixes it`() throws {
        let drift = try #require(try drift(Self.answer))
        #expect(drift.epoch == LeaseEpoch(rawValue: 12))
        #expect(drift.host.diskFreeMiB == 71_661)
        #expect(drift.host.bootID == "0f0e0d0c-0000-4000-8000-000000000001")
        #expect(drift.files[0].digest?.hex == Self.digest)
        #expect(
            drift.findings.map(\.kind) == [
                .restartPending, .fileChanged, .fileMissing, .fileMode, .unitDown, .unitMissing, .unitDisabled,
                .portExposed, .portForeign, .portSilent,
            ]
        )
        #expect(drift.findings.filter { !$0.isRepairable }.map(\.subject) == ["16237"])
        #expect(drift.findings[4].detail.contains("restarted 41 times"))
        #expect(drift.findings[8].detail == "Port 16237 is taken by python3 of x.service.")
        let stored = try JSONDecoder().decode([DriftFinding].self, from: JSONEncoder().encode(drift.findings))
        #expect(stored == drift.findings)
        #expect(DriftFinding.Kind.fileChanged.rawValue == "file_changed")
    }

    @Test func `an unchanged workspace has no finding`() throws {
        let workspace = try #require(WorkspaceID("ws7x2k4"))
        let host = HostReport(bootID: "", machineID: "", diskFreeMiB: 1)
        let units = ["moorage-ws7x2k4-redis.service", "nginx.service", "postgresql@15-main.service"].map {
            HostDrift.Unit(name: $0, state: "active", detail: "running")
        }
        var drift = HostDrift(workspace: workspace, host: host, epoch: LeaseEpoch(rawValue: 12), units: units)
        #expect(drift.findings.isEmpty)
        #expect(drift.findings(newestEpoch: LeaseEpoch(rawValue: 12)).isEmpty)
        #expect(drift.findings(newestEpoch: LeaseEpoch(rawValue: 11)).map(\.kind) == [.epochNewer])
        drift.units.removeLast()
        #expect(drift.findings.map(\.subject) == ["postgresql@.service"])
    }

    @Test func `a host on which nothing was installed is one finding, and a damaged epoch another`() throws {
        #expect(try changed("\"installed\":true", "\"installed\":false")?.findings.map(\.kind) == [.notInstalled])
        #expect(try changed("\"epoch\":12", "\"epoch\":null")?.findings.first?.kind == .epochDamaged)
        #expect(try changed("\"epoch\":12", "\"epoch\":-1")?.epoch == nil)
        #expect(try changed("\"user\":true", "\"user\":false")?.findings.first?.kind == .userMissing)
        #expect(try changed("\"truncated\":false", "\"truncated\":true")?.findings.last?.kind == .moreDiffers)
    }

    @Test func `an answer about another workspace, a relative path or port 0 is refused`() throws {
        #expect(try changed("{\"workspace\":\"ws7x2k4\"", "{\"workspace\":\"ws7x2k5\"") == nil)
        #expect(try changed("\"/etc/logrotate.d", "\"etc/logrotate.d") == nil)
        #expect(try changed("\"port\":14929", "\"port\":0") == nil)
        #expect(throws: DecodingError.self) { try changed("{\"workspace\":\"ws7", "{\"workspace\":\"../7") }
        #expect(throws: DecodingError.self) { try changed("\"state\":\"silent\"", "\"state\":\"well\"") }
        #expect(throws: DecodingError.self) { try changed("\"port\":14929", "\"port\":65536") }
    }

    @Test func `a hostile host's output is bounded and clean`() throws {
        let long = String(repeating: "y", count: 5000)
        let drift = try #require(try changed("python3", "\\u001b[31m\\n\(long)"))
        let finding = try #require(drift.findings.first { $0.kind == .portForeign })
        #expect(finding.detail.unicodeScalars.count < 200)
        #expect(finding.detail.unicodeScalars.allSatisfy { $0.value >= 0x20 })
        let unit = "{\"unit\":\"u\",\"state\":\"failed\",\"detail\":\"\",\"enabled\":true,\"restarts\":-9},"
        let many = try #require(try changed("\"units\":[", "\"units\":[" + String(repeating: unit, count: 100)))
        #expect(many.units.count == HostDrift.maximumItems)
        #expect(many.isTruncated)
        #expect(many.units[0].restarts == 0)
        let path = try #require(try changed("/etc/logrotate.d", "/\\u202e\(long)"))
        #expect(path.findings.allSatisfy { $0.subject.count <= 200 && $0.detail.count <= 560 })
        #expect(try changed("0f0e0d0c-", "$(reboot)-")?.host.bootID.isEmpty == true)
        #expect(try changed("71661", "-4")?.host.diskFreeMiB == 0)
    }
}
