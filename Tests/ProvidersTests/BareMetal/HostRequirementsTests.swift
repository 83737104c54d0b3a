import Testing
import Workspaces

@testable import Providers

@Suite struct HostRequirementsTests {
    private static let now = 1_790_000_000.0

    private static let good = HostFacts(
        distribution: "debian",
        distributionVersion: "12",
        architecture: "x86_64",
        systemdVersion: 252,
        machineID: "0123456789abcdef0123456789abcdef",
        vcpu: 4,
        memoryMiB: 3_919,
        freeDiskMiB: 50_000,
        clock: now + 1,
        hasRoot: true,
        pythonVersion: "3.11.2",
        ansibleVersion: nil,
        listeners: [
            HostFacts.Listener(
                port: Port(rawValue: 80),
                address: "::",
                process: "nginx",
                controlGroup: "/system.slice/nginx.service"
            ),
            HostFacts.Listener(
                port: Port(rawValue: 6379),
                address: "127.0.0.1",
                process: "redis-server",
                controlGroup: "/x"
            ),
        ]
    )

    private static func failed(_ change: (inout HostFacts) -> Void) -> [HostVerdict] {
        var facts = good
        change(&facts)
        return HostRequirements().judge(facts, now: now).filter { !$0.passed }
    }

    @Test func `a good machine passes everything, with evidence`() {
        let verdicts = HostRequirements().judge(Self.good, now: Self.now)
        #expect(verdicts.map(\.requirement) == HostRequirement.allCases)
        #expect(verdicts.allSatisfy { $0.passed && !$0.evidence.isEmpty && $0.remedy.isEmpty })
    }

    @Test func `each fault fails its own requirement and names the remedy`() {
        let faults: [(HostRequirement, (inout HostFacts) -> Void)] = [
            (.operatingSystem, { $0.distributionVersion = "11" }),
            // It only has that name.
            (.ports, { $0.listeners[0].controlGroup = "/system.slice/docker-nginx.service" }),
            (.ports, { $0.listeners[0].controlGroup = "/user.slice/system.slice/nginx.service" }),
            (.operatingSystem, { $0.distribution = "fedora" }),
            (.architecture, { $0.architecture = "armv7l" }),
            (.systemd, { $0.systemdVersion = nil }),
            (.systemd, { $0.systemdVersion = 246 }),
            (.machineID, { $0.machineID = "" }),
            (.machineID, { $0.machineID = "uninitialized" }),
            (.memory, { $0.memoryMiB = 3_000 }),
            (.disk, { $0.freeDiskMiB = 10_000 }),
            (.root, { $0.hasRoot = false }),
            (.python, { $0.pythonVersion = nil }),
            (.python, { $0.pythonVersion = "2.7.18" }),
            (.clock, { $0.clock = Self.now - 31 }),
            (.clock, { $0.clock = Self.now + 31 }),
            (.clock, { $0.clock = 0 }),
            (.clock, { $0.clock = .infinity }),
            (.ports, { $0.listeners[0].controlGroup = "/system.slice/apache2.service" }),
            (.ports, { $0.listeners[0].controlGroup = "" }),
            (.ports, { $0.listeners[1].port = Port(rawValue: 443) }),
        ]
        for (requirement, fault) in faults {
            let failed = Self.failed(fault)
            #expect(failed.map(\.requirement) == [requirement])
            #expect(failed.allSatisfy { !$0.remedy.isEmpty && !$0.evidence.isEmpty })
        }
    }

    @Test func `every distribution that the playbooks support passes`() {
        for distribution in Distribution.all {
            #expect(
                Self.failed { facts in
                    facts.distribution = distribution.id
                    facts.distributionVersion = distribution.version
                }.isEmpty
            )
        }
    }

    @Test func `a lab's smaller machines pass if it lowers the thresholds`() {
        var requirements = HostRequirements()
        requirements.minimumMemoryMiB = 512
        var facts = Self.good
        facts.memoryMiB = 600
        #expect(requirements.judge(facts, now: Self.now).allSatisfy { $0.passed })
    }

    @Test func `a machine's capacity is parsed, completely or in part`() throws {
        let whole = HostCapacity.of(Self.good)
        #expect(whole == Resources(vcpu: 4, ramGB: 4, storageGB: 52))
        #expect(
            try HostCapacity.parse("vcpu=8,ram_gb=32,storage_gb=400", whole: whole)
                == Resources(vcpu: 8, ramGB: 32, storageGB: 400)
        )
        #expect(try HostCapacity.parse("ram_gb=2", whole: whole) == Resources(vcpu: 4, ramGB: 2, storageGB: 52))
    }

    @Test(arguments: [
        "", "vcpu", "vcpu=", "vcpu=0", "vcpu=-1", "vcpu=x", "vcpu=1,vcpu=2", "cpu=1", "vcpu=1,", "vcpu=99999",
        "vcpu=1;ram_gb=2", "ram_gb=1.5",
    ])
    func `an invalid capacity is named`(text: String) {
        let error = #expect(throws: HostCapacityError.self) {
            try HostCapacity.parse(text, whole: Resources(vcpu: 1, ramGB: 1, storageGB: 1))
        }
        #expect(error?.description.isEmpty == false)
    }
}
