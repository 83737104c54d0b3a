import Foundation
import TestSSHServer
import Testing
import Workspaces

@testable import Providers

@Suite struct HostFactsParserTests {
    /// Recorded on a Debian 12 machine of the lab, shortened.
    private let debian = """
        distribution debian
        version 12
        architecture x86_64
        systemd 252
        machine_id 0123456789abcdef0123456789abcdef
        vcpu 2
        memory_kib 4014016
        disk_kib 20971520
        root yes
        python 3.11.2
        ansible 2.14.18-0+deb12u2
        sockets ss
        listener\t22\t0.0.0.0\t/system.slice/ssh.service\tsshd
        listener\t6929\t127.0.0.1\t/moorage.slice/moorage-ws7x2k4.slice/moorage-ws7x2k4-redis.service\tredis-server
        listener\t80\t*\t/system.slice/nginx.service\tnginx
        listener\t53\t127.0.0.53%lo\t/system.slice/systemd-resolved.service\tsystemd-resolve
        listener\t22\t[::]\t/system.slice/ssh.service\tsshd
        listener\t5432\t[fe80::1]%eth0\t\t
        clock 1790000000.123456789
        end end

        """

    @Test func `a machine's facts are parsed`() throws {
        let facts = try #require(HostFactsParser.parse(Array(debian.utf8)))
        #expect(facts.distribution == "debian")
        #expect(facts.distributionVersion == "12")
        #expect(facts.architecture == "x86_64")
        #expect(facts.systemdVersion == 252)
        #expect(facts.machineID == "0123456789abcdef0123456789abcdef")
        #expect(facts.vcpu == 2)
        #expect(facts.memoryMiB == 3919)
        #expect(facts.freeDiskMiB == 20_480)
        #expect(abs(facts.clock - 1_790_000_000.123) < 0.001)
        #expect(facts.hasRoot)
        #expect(facts.pythonVersion == "3.11.2")
        #expect(facts.ansibleVersion == "2.14.18-0+deb12u2")
        #expect(facts.listeners.map(\.port.rawValue) == [22, 6929, 80, 53, 22, 5432])
        #expect(facts.listeners.map(\.address) == ["0.0.0.0", "127.0.0.1", "::", "127.0.0.53", "::", "fe80::1"])
        #expect(facts.listeners[1].process == "redis-server")
        #expect(
            facts.listeners[1].controlGroup
                == "/moorage.slice/moorage-ws7x2k4.slice/moorage-ws7x2k4-redis.service"
        )
        #expect(facts.listeners[5].process.isEmpty)
    }

    @Test func `a machine without ss is read from the kernel's tables`() throws {
        let output = """
            root no
            sockets proc
            socket 0100007F:18EB
            socket 00000000:0016
            socket 00000000000000000000000000000000:0050
            socket 00000000000000000000000001000000:01BB
            socket 000080FE000000000000000001000000:1538
            end end
            """
        let facts = try #require(HostFactsParser.parse(Array(output.utf8)))
        #expect(facts.listeners.map(\.address) == ["127.0.0.1", "0.0.0.0", "::", "::1", "fe80:0:0:0:0:0:0:1"])
        #expect(facts.listeners.map(\.port.rawValue) == [6379, 22, 80, 443, 5432])
        #expect(!facts.hasRoot)
        #expect(facts.systemdVersion == nil)
        #expect(facts.pythonVersion == nil)
        #expect(facts.memoryMiB == 0)
    }

    @Test func `a process with the name of another's control group is still in its own`() throws {
        let output = "listener\t6929\t0.0.0.0\t/user.slice/x.scope\tnc\t/moorage.slice/moorage-ws7x2k4.slice\nend end\n"
        let listener = try #require(HostFactsParser.parse(Array(output.utf8))?.listeners.first)
        #expect(listener.controlGroup == "/user.slice/x.scope")
        #expect(listener.process == "nc /moorage.slice/moorage-ws7x2k4.slice")
        #expect(!listener.isInside(["moorage.slice", "moorage-ws7x2k4.slice"]))
        #expect(listener.isInside(["user.slice"]))
    }

    @Test(arguments: ["", "distribution debian\n", "\u{0}\u{1}\u{2}", "end", "garbage without an end\nroot yes"])
    func `truncated output is not a set of facts`(output: String) {
        #expect(HostFactsParser.parse(Array(output.utf8)) == nil)
    }

    @Test func `hostile output is bounded and cleaned`() throws {
        var output = "distribution \u{1B}]0;title\u{07}\(String(repeating: "x", count: 10_000))\nvcpu -5\nclock nan\n"
        output += "memory_kib 99999999999999999999999\nlistener\t0\tx\ty\tz\nlistener\t70000\tx\ty\tz\nsocket zz:1\n"
        for _ in 0..<10_000 { output += "listener\t80\t0.0.0.0\tx\ty\n" }
        output += "end end\n"
        let facts = try #require(HostFactsParser.parse(Array(output.utf8)))
        #expect(facts.distribution.unicodeScalars.count == 256)
        #expect(!facts.distribution.unicodeScalars.contains("\u{1B}"))
        #expect(facts.vcpu == 0)
        #expect(facts.memoryMiB == 0)
        #expect(facts.listeners.count == 4096)
    }

    @Test func `the largest numbers that a host can print are safe in calculations`() throws {
        let output = "vcpu \(Int.max)\nmemory_kib \(Int.max)\ndisk_kib \(Int.max)\nend end\n"
        let capacity = HostCapacity.of(try #require(HostFactsParser.parse(Array(output.utf8))))
        #expect(capacity.vcpu == 65_536)
        #expect(capacity.ramGB == 1_048_576)
        #expect(capacity.storageGB == 1_125_899)
    }

    /// This machine is the peer: the script runs here as it would there. It needs Linux.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/stat"), "needs Linux"))
    func `the script runs in a POSIX shell and reports correctly`() async throws {
        let output = try await ChildProcess.run("/bin/sh", ["-c", HostFactsScript.text])
        let facts = try #require(HostFactsParser.parse(Array(output.utf8)))
        #expect(facts.vcpu == ProcessInfo.processInfo.activeProcessorCount)
        #expect(facts.memoryMiB == Int(ProcessInfo.processInfo.physicalMemory / 1_048_576))
        #expect(abs(facts.clock - Date().timeIntervalSince1970) < 30)
        #expect(facts.hasRoot == (geteuid() == 0))
        #expect(!facts.architecture.isEmpty)
        #expect(facts.freeDiskMiB > 0)
    }
}
