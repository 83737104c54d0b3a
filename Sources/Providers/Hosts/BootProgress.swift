import FoundationEssentials

/// The progress of a machine's first boot.
package enum BootProgress: Hashable, Codable, Sendable {
    /// cloud-init is still running; its current action, if known.
    case booting(detail: String)
    /// cloud-init has finished (or is absent) and Ansible can run.
    case ready
    /// cloud-init ended without Ansible; with cloud-init's own error, if it had one.
    case failed(reason: String)
}

/// Reads cloud-init's progress from its status files (calling the program takes half a second of Python), and whether
/// Ansible is installed.
enum BootProgressReport {
    private static let maximumDetailLength = 300

    /// `/run/cloud-init` is new at each boot: its generator writes `enabled` or `disabled`, cloud-init writes
    /// `status.json` while it runs and `result.json` at its end.
    static let script = """
        if command -v ansible-playbook >/dev/null 2>&1; then echo ansible yes; else echo ansible no; fi
        if ! command -v cloud-init >/dev/null 2>&1; then echo cloud-init absent
        elif [ -e /run/cloud-init/disabled ]; then echo cloud-init absent
        elif [ -e /run/cloud-init/result.json ]; then
            echo cloud-init ended
            head -c 16384 /run/cloud-init/result.json
        elif [ -e /run/cloud-init/enabled ] || [ -e /run/cloud-init/status.json ]; then
            echo cloud-init running
            head -c 16384 /run/cloud-init/status.json 2>/dev/null
        elif [ -d /run/systemd/system ] && [ "$(systemctl is-system-running 2>/dev/null)" = starting ]; then
            echo cloud-init running
        else echo cloud-init absent
        fi
        exit 0
        """

    private struct Result: Decodable {
        struct Version1: Decodable {
            var errors: [String]?
        }
        var v1: Version1
    }

    private struct Status: Decodable {
        struct Version1: Decodable {
            var stage: String?
        }
        var v1: Version1
    }

    static func parse(_ output: [UInt8]) -> BootProgress {
        let lines = output.split(separator: 0x0A, maxSplits: 2, omittingEmptySubsequences: false)
        guard lines.count >= 2 else { return .booting(detail: "The host did not report its progress.") }
        let hasAnsible = lines[0].elementsEqual("ansible yes".utf8)
        let json = Data(lines.count > 2 ? Array(lines[2]) : [])
        switch String(decoding: lines[1], as: UTF8.self) {
        case "cloud-init absent":
            return hasAnsible
                ? .ready : .failed(reason: "Ansible is not installed, and no cloud-init is installing it.")
        case "cloud-init ended":
            if hasAnsible { return .ready }
            let errors = (try? JSONDecoder().decode(Result.self, from: json))?.v1.errors ?? []
            let reason = errors.first.map { "It said: " + HostText.clean($0, limit: maximumDetailLength) } ?? ""
            return .failed(reason: "cloud-init ended and Ansible is not installed. \(reason)")
        default:
            let stage = (try? JSONDecoder().decode(Status.self, from: json))?.v1.stage
            return .booting(
                detail: "cloud-init is at work" + (stage.map { ": " + HostText.clean($0, limit: 60) } ?? "")
            )
        }
    }
}
