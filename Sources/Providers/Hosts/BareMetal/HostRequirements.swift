package import Workspaces

/// The thresholds for a machine. The check is pure: it uses facts, never a machine.
package struct HostRequirements: Hashable, Sendable {
    /// Total memory in MiB. A machine with 4 GiB shows less: firmware, kernel and crash dumps use up to 400 MiB.
    package var minimumMemoryMiB = 3_600
    /// Free space on `/var` in MiB: packages need 3 GiB, the smallest workspace 5 GiB, the rest is a margin.
    package var minimumFreeDiskMiB = 10_240
    /// 247 is the version of Debian 11; resource control and credentials work from there on as we use them.
    package var minimumSystemdVersion = 247
    /// The allowed difference in seconds between the machine's clock and ours. Certificates and one-time codes tolerate
    /// half a minute.
    package var maximumClockSkew = 30.0
    /// The systems that the playbooks support.
    package var distributions = Distribution.all
    /// `uname -m` of the machines that the services support.
    package var architectures = ["x86_64", "aarch64"]

    /// The defaults; change a field for a lab with smaller machines.
    package init() {}

    /// Checks every requirement, in the order of ``HostRequirement``, whether it is met or not.
    ///
    /// - Parameter now: Our clock when the facts were read, in seconds since 1970.
    package func judge(_ facts: HostFacts, now: Double) -> [HostVerdict] {
        HostRequirement.allCases.map { requirement in
            let (evidence, remedy) = finding(requirement, facts, now)
            return HostVerdict(
                requirement: requirement,
                passed: remedy == nil,
                evidence: evidence,
                remedy: remedy ?? ""
            )
        }
    }
}

/// The requirements for a machine that runs workspaces.
package enum HostRequirement: String, Codable, Sendable, CaseIterable {
    /// One of ``Distribution/all``.
    case operatingSystem = "operating_system"
    /// A processor type that the services support.
    case architecture
    /// systemd as PID 1, new enough.
    case systemd
    /// An id that distinguishes the machine from others.
    case machineID = "machine_id"
    /// Enough memory.
    case memory
    /// Enough free space on `/var`.
    case disk
    /// Commands run as root, directly or through `sudo -n`.
    case root
    /// Python 3, which runs Moorage's program.
    case python
    /// A clock that agrees with the daemon's.
    case clock
    /// Ports 80 and 443 are free or used by nginx.
    case ports
}

/// The result of a check of one requirement.
package struct HostVerdict: Hashable, Codable, Sendable {
    /// The requirement.
    package var requirement: HostRequirement
    /// Whether the machine meets it.
    package var passed: Bool
    /// The finding on the machine, in a sentence.
    package var evidence: String
    /// The remedy; empty if it passed.
    package var remedy: String

    package init(requirement: HostRequirement, passed: Bool, evidence: String, remedy: String) {
        self.requirement = requirement
        self.passed = passed
        self.evidence = evidence
        self.remedy = remedy
    }
}

extension HostRequirements {
    /// The finding and its remedy; nil if nothing needs to be done.
    typealias Finding = (evidence: String, remedy: String?)

    func finding(_ requirement: HostRequirement, _ facts: HostFacts, _ now: Double) -> Finding {
        switch requirement {
        case .operatingSystem: operatingSystem(facts)
        case .architecture: architecture(facts)
        case .systemd: systemd(facts)
        case .machineID: machineID(facts)
        case .memory: memory(facts)
        case .disk: disk(facts)
        case .root: root(facts)
        case .python: python(facts)
        case .clock: clock(facts, now)
        case .ports: ports(facts)
        }
    }

    private func operatingSystem(_ facts: HostFacts) -> Finding {
        let found = "\(facts.distribution) \(facts.distributionVersion)"
        let isKnown = distributions.contains {
            $0.id == facts.distribution && $0.version == facts.distributionVersion
        }
        let known = distributions.map { "\($0.id) \($0.version)" }.joined(separator: ", ")
        return (
            found == " " ? "/etc/os-release is not readable." : "The system is \(found).",
            isKnown ? nil : "Install one of: \(known)."
        )
    }

    private func architecture(_ facts: HostFacts) -> Finding {
        let list = architectures.joined(separator: " or ")
        return (
            "The processor is \(facts.architecture).",
            architectures.contains(facts.architecture) ? nil : "Use a machine with \(list)."
        )
    }

    private func systemd(_ facts: HostFacts) -> Finding {
        guard let version = facts.systemdVersion else {
            return ("PID 1 is not systemd.", "Boot the machine with systemd; a plain container has none.")
        }
        return (
            "systemd \(version) is PID 1.",
            version >= minimumSystemdVersion ? nil : "Upgrade to systemd \(minimumSystemdVersion) or later."
        )
    }

    private func machineID(_ facts: HostFacts) -> Finding {
        let isValid =
            facts.machineID.utf8.count == 32
            && facts.machineID.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        return (
            isValid ? "The machine's id is \(facts.machineID)." : "/etc/machine-id holds no id.",
            isValid ? nil : "Run `systemd-machine-id-setup` on the machine."
        )
    }

    private func memory(_ facts: HostFacts) -> Finding {
        (
            "The machine has \(facts.memoryMiB) MiB of memory.",
            facts.memoryMiB >= minimumMemoryMiB ? nil : "Give the machine at least \(minimumMemoryMiB) MiB."
        )
    }

    private func disk(_ facts: HostFacts) -> Finding {
        (
            "\(facts.freeDiskMiB) MiB are free on /var.",
            facts.freeDiskMiB >= minimumFreeDiskMiB ? nil : "Free at least \(minimumFreeDiskMiB) MiB there."
        )
    }

    private func root(_ facts: HostFacts) -> Finding {
        (
            facts.hasRoot ? "Commands run as root." : "Commands do not run as root.",
            facts.hasRoot
                ? nil : "Log in as root with a key, or allow the user `NOPASSWD: ALL` in /etc/sudoers.d/moorage."
        )
    }

    private func python(_ facts: HostFacts) -> Finding {
        guard let version = facts.pythonVersion else {
            return ("There is no python3.", "Run `apt-get install python3` on the machine.")
        }
        return ("Python is \(version).", version.hasPrefix("3.") ? nil : "Install Python 3 as python3.")
    }

    private func clock(_ facts: HostFacts, _ now: Double) -> Finding {
        let difference = facts.clock - now
        // A host may print any number; beyond a century only that fact is reported.
        guard difference.isFinite, abs(difference) < 3.2e9, facts.clock > 0 else {
            return ("The clock is not readable.", "Set the clock: `timedatectl set-ntp true`.")
        }
        let seconds = Int(abs(difference).rounded())
        return (
            "The clock is \(seconds) s \(difference < 0 ? "behind" : "ahead of") ours.",
            abs(difference) <= maximumClockSkew ? nil : "Set the clock: `timedatectl set-ntp true`."
        )
    }

    /// Only nginx's ports are checked: a used port of a block only means that another block is chosen.
    private func ports(_ facts: HostFacts) -> Finding {
        let foreign = facts.listeners.filter { listener in
            (listener.port.rawValue == 80 || listener.port.rawValue == 443)
                && !listener.isInside(["system.slice", "nginx.service"])
        }
        guard let first = foreign.first else { return ("Ports 80 and 443 are free or used by nginx.", nil) }
        let owner =
            first.process.isEmpty
            ? "an unreadable process"
            : first.process + (first.controlGroup.isEmpty ? "" : " in \(first.controlGroup)")
        return (
            "Port \(first.port) on \(first.address) belongs to \(owner).",
            "Stop and disable it; the unit nginx.service needs ports 80 and 443."
        )
    }
}
