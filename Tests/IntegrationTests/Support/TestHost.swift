import Providers
import SSH
import TestSupport

/// A machine that passed its registration.
enum TestHost {
    static func registration(machineID: String) -> HostRegistration {
        HostRegistration(
            hostKey: SSHKeyPair.generate(comment: "host").publicKey.pin,
            facts: HostFacts(
                distribution: "debian",
                distributionVersion: "12",
                architecture: "x86_64",
                systemdVersion: 252,
                machineID: machineID,
                vcpu: 16,
                memoryMiB: 65_536,
                freeDiskMiB: 100_000,
                clock: 0,
                hasRoot: true,
                pythonVersion: "3.11",
                ansibleVersion: "2.14",
                listeners: []
            ),
            verdicts: []
        )
    }
}
