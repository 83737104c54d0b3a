/// The thresholds that a machine is judged by. The judgement is pure: it looks at facts, never at a machine.
package struct HostRequirements: Hashable, Sendable {
    /// A distribution that the playbooks know.
    package struct Distribution: Hashable, Sendable {
        /// `ID` of `/etc/os-release`.
        package var id: String
        /// `VERSION_ID` of `/etc/os-release`.
        package var version: String

        /// Names both fields.
        package init(id: String, version: String) {
            self.id = id
            self.version = version
        }
    }

    /// Total memory in MiB. A machine with 4 GiB shows less: firmware, kernel and crash dumps keep up to 400 MiB.
    package var minimumMemoryMiB = 3_600
    /// Free space on `/var` in MiB: packages need 3 GiB, the smallest workspace 5 GiB, the rest is air.
    package var minimumFreeDiskMiB = 10_240
    /// 247 is what Debian 11 has; resource control and credentials as we use them work from there on.
    package var minimumSystemdVersion = 247
    /// Seconds between the machine's clock and ours. Certificates and one-time codes stand half a minute.
    package var maximumClockSkew = 30.0
    /// What the playbooks know.
    package var distributions = [
        Distribution(id: "debian", version: "12"), Distribution(id: "debian", version: "13"),
        Distribution(id: "ubuntu", version: "22.04"), Distribution(id: "ubuntu", version: "24.04"),
        Distribution(id: "ubuntu", version: "26.04"),
    ]
    /// `uname -m` of the machines for which the services are built.
    package var architectures = ["x86_64", "aarch64"]

    /// The defaults; change a field for a lab whose machines are smaller.
    package init() {}

    /// Judges every requirement, in the order of ``HostRequirement``, failed or not.
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
