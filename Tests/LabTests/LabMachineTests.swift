import Foundation
import Logging
import Testing

@testable import Lab

/// Whether machines can be booted here: `systemd-nspawn` and overlays need root, the base needs debootstrap.
private let canBoot =
    geteuid() == 0
    && ["/usr/bin/systemd-nspawn", "/usr/sbin/debootstrap", "/usr/bin/ssh"].allSatisfy {
        FileManager.default.isExecutableFile(atPath: $0)
    }

@Suite(
    .enabled(if: canBoot, "needs root, systemd-container, debootstrap and openssh-client"),
    .serialized,
    .timeLimit(.minutes(15))
)
struct LabMachineTests {
    @Test func bootsWithTheHostKeyOfItsUserDataAndKeepsFilesOverARestart() async throws {
        try await withLab { lab, keys in
            // The measurement below does not include building the base.
            try await lab.base.build()
            let started = ContinuousClock.now
            let machine = try await lab.boot(keys.request(name: "first"))
            try await lab.waitForSSH("first")
            let reachable = ContinuousClock.now
            let hostname = try await keys.ssh(machine.address, "hostname; touch /root/kept; cat /etc/machine-id")
            try await lab.waitForCloudInit("first")
            let memory = try lab.machine("first").memory
            print(
                "lab: SSH after \(reachable - started), cloud-init done after \(ContinuousClock.now - started),",
                "\(memory >> 20) MiB"
            )
            #expect(hostname.hasPrefix("first\n"))
            #expect(try lab.list().map(\.state) == [.running])
            #expect(memory > 0)

            try await lab.restart("first")
            try await lab.waitForSSH("first")
            let again = try await keys.ssh(machine.address, "hostname; ls /root/kept >&2 && cat /etc/machine-id")
            #expect(again == hostname)
            #expect(
                try await keys.ssh(
                    machine.address,
                    "systemctl is-system-running --wait >&2; systemctl is-active nginx postgresql@15-main redis-server ssh"
                )
                    == "active\nactive\nactive\nactive\n"
            )
        }
    }

    @Test func refusesAnotherHostKey() async throws {
        try await withLab { lab, keys in
            let machine = try await lab.boot(keys.request(name: "imposter"))
            try await lab.waitForSSH("imposter")
            let others = try await Keys(folder: keys.folder + "/others")
            await #expect(throws: (any Error).self) { try await others.ssh(machine.address, "true") }
        }
    }

    @Test func twoMachinesShareNothingButTheBridge() async throws {
        try await withLab { lab, keys in
            async let first = lab.boot(keys.request(name: "one"))
            async let second = lab.boot(keys.request(name: "two"))
            let addresses = try await [first.address, second.address]
            #expect(Set(addresses).count == 2)
            try await lab.waitForSSH("one")
            try await lab.waitForSSH("two")
            try await lab.waitForCloudInit("two")
            let identities = try await [
                keys.ssh(addresses[0], "cat /etc/machine-id"), keys.ssh(addresses[1], "cat /etc/machine-id"),
            ]
            #expect(identities[0] != identities[1])
            _ = try await keys.ssh(addresses[0], "cloud-init status --wait >&2; systemctl stop nginx redis-server")
            #expect(
                try await keys.ssh(addresses[1], "systemctl is-active nginx redis-server; pgrep -c -x nginx")
                    .hasPrefix("active\nactive\n")
            )
            let ping = "timeout 2 bash -c 'echo >/dev/tcp/\(addresses[1])/22' && ip route"
            #expect(!(try await keys.ssh(addresses[0], ping)).contains("default"))
        }
    }

    @Test func anotherProcessFindsAndRemovesWhatIsLeft() async throws {
        try await withLab { lab, keys in
            let machine = try await lab.boot(keys.request(name: "left-over"))
            // A new value only knows the state folder and the kernel, like a new process.
            let later = Lab(stateFolder: lab.state.path, base: lab.base, logger: lab.logger)
            #expect(try later.list().map(\.address) == [machine.address])
            #expect(try await later.stopAll() == ["left-over"])
            #expect(try lab.list().isEmpty)
        }
    }

    @Test func aMachineWhoseSupervisorWasKilledIsFoundAndRemoved() async throws {
        try await withLab { lab, keys in
            _ = try await lab.boot(keys.request(name: "orphan"))
            let tag = try lab.record("orphan").tag
            let supervisor = try #require(MachineProcesses.of(tag: tag).supervisor)
            try await Command.run("kill", ["-KILL", String(supervisor)])
            // Only an end by its control group reaches the parts of the machine that outlive its supervisor.
            try await lab.stop("orphan", removing: true)
            #expect(MachineProcesses.of(tag: tag).isEmpty)
        }
    }

    @Test func theStandInsReadTheirConfigurationAndSayWhatTheyAre() async throws {
        try await withLab { lab, keys in
            let machine = try await lab.boot(keys.request(name: "stand-ins"))
            try await lab.waitForSSH("stand-ins")
            let output = try await keys.ssh(
                machine.address,
                """
                set -e
                printf 'service:\n  host: 127.0.0.1\n  http_port: 7001\n  grpc_port: 7002\n  api_key: "k"\n' >/tmp/q.yaml
                mkdir /tmp/neo4j && echo server.bolt.listen_address=127.0.0.1:7003 >/tmp/neo4j/neo4j.conf
                systemd-run -q -u q qdrant --config-path /tmp/q.yaml
                systemd-run -q -u n --setenv=NEO4J_CONF=/tmp/neo4j neo4j console
                until echo >/dev/tcp/127.0.0.1/7001 && echo >/dev/tcp/127.0.0.1/7003; do sleep 0.1; done 2>/dev/null
                ask() { curl -s -o /dev/null -w '%{http_code}\n' "$@"; }
                ask 127.0.0.1:7001/healthz
                ask 127.0.0.1:7001/collections
                ask -H 'api-key: k' 127.0.0.1:7001/collections
                echo >/dev/tcp/127.0.0.1/7002
                curl -s -H 'api-key: k' 127.0.0.1:7001/
                systemctl stop q n
                """
            )
            #expect(output.hasPrefix("200\n401\n200\n"))
            #expect(output.contains("stand-in"))
        }
    }

    @Test func aMachineThatHasOnlyJustBegunShutsDownInOrderToo() async throws {
        try await withLab { lab, keys in
            let machine = try await lab.boot(keys.request(name: "early"))
            try await lab.stop("early", removing: false)
            let console = String(
                decoding: try #require(FileManager.default.contents(atPath: machine.consoleLog)),
                as: UTF8.self
            )
            #expect(console.contains("Halting system"))
        }
    }

    @Test func waitingForAMachineThatEndsDoesNotLast() async throws {
        try await withLab { lab, keys in
            _ = try await lab.boot(keys.request(name: "ended"))
            try await lab.cutPower("ended")
            await #expect(throws: LabError.self) { try await lab.waitForSSH("ended", patience: .seconds(300)) }
            await #expect(throws: LabError.self) { try await lab.waitForCloudInit("ended", patience: .seconds(300)) }
        }
    }

    @Test func twoLabsHaveNetworksOfTheirOwn() async throws {
        try await withLab { lab, keys in
            try await withLab { other, otherKeys in
                async let here = lab.boot(keys.request(name: "same-name"))
                async let there = other.boot(otherKeys.request(name: "same-name"))
                let networks = try await [here, there].map { $0.address.split(separator: ".").prefix(3) }
                #expect(networks[0] != networks[1])
                try await lab.stopAll()
                try await other.waitForSSH("same-name")
            }
        }
    }

    @Test func aPowerCutKeepsTheFiles() async throws {
        try await withLab { lab, keys in
            let machine = try await lab.boot(keys.request(name: "cut"))
            try await lab.waitForSSH("cut")
            _ = try await keys.ssh(machine.address, "touch /root/kept; sync")
            try await lab.cutPower("cut")
            #expect(try lab.machine("cut").state == .stopped)
            try await lab.start("cut")
            try await lab.waitForSSH("cut")
            #expect(try await keys.ssh(machine.address, "ls /root/kept") == "/root/kept\n")
        }
    }

    @Test func aTakenNameOrAddressIsRefused() async throws {
        try await withLab { lab, keys in
            let machine = try await lab.boot(keys.request(name: "taken"))
            await #expect(throws: LabError.self) { try await lab.boot(keys.request(name: "taken")) }
            var other = keys.request(name: "other")
            other.address = machine.address
            await #expect(throws: LabError.self) { try await lab.boot(other) }
            other.address = "192.0.2.1"
            await #expect(throws: LabError.self) { try await lab.boot(other) }
            #expect(try lab.list().map(\.name) == ["taken"])
        }
    }

    /// Runs `body` with a lab in its own folder, then removes everything and checks that nothing is left.
    private func withLab(_ body: (Lab, Keys) async throws -> Void) async throws {
        let folder = "/var/tmp/moorage-lab-tests-\(UUID().uuidString)"
        let lab = Lab(stateFolder: folder, logger: Logger(label: "lab-tests"))
        let keys = try await Keys(folder: folder + "/keys")
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(lab, keys))
        } catch {
            outcome = .failure(error)
        }
        let records = try lab.state.records()
        try await lab.stopAll()
        for record in records {
            #expect(MachineProcesses.of(tag: record.tag).isEmpty)
            #expect(!FileManager.default.fileExists(atPath: "/sys/class/net/vb-\(record.tag)"))
            #expect(!FileManager.default.fileExists(atPath: "/sys/class/net/\(record.network.bridge)"))
            #expect(!FileManager.default.fileExists(atPath: "/run/systemd/nspawn/propagate/\(record.tag)"))
            #expect(!FileManager.default.fileExists(atPath: "/sys/fs/cgroup/systemd/\(record.tag)"))
        }
        let mounts = String(decoding: FileManager.default.contents(atPath: "/proc/mounts") ?? Data(), as: UTF8.self)
        #expect(!mounts.contains(folder))
        try FileManager.default.removeItem(atPath: folder)
        try outcome.get()
    }
}
