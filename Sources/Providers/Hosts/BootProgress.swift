import FoundationEssentials

/// How far a machine's first boot has come.
package enum BootProgress: Hashable, Codable, Sendable {
    /// cloud-init still works; what it does, as far as it says.
    case booting(detail: String)
    /// cloud-init is done (or absent) and Ansible can be run.
    case ready
    /// cloud-init ended and Ansible is not there; with cloud-init's own error, if it had one.
    case failed(reason: String)
}

/// Reads how far cloud-init is, from the files that it keeps for that (asking the program itself takes half a second
/// of Python), and whether Ansible is there.
enum BootProgressReport {
    private static let maximumDetailLength = 300

    /// `/run/cloud-init` is there since this boot: `enabled` or `disabled` is written by its generator, `status.json`
    /// while it works, `result.json` at its end.
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
        guard lines.count >= 2 else { return .booting(detail: "The host did not say how far it is.") }
        let hasAnsible = lines[0].elementsEqual("ansible yes".utf8)
        let json = Data(lines.count > 2 ? Array(lines[2]) : [])
        switch String(decoding: lines[1], as: UTF8.self) {
        case "cloud-init absent":
            return hasAnsible ? .ready : .failed(reason: "Ansible is not installed, and no cloud-init installs it.")
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
