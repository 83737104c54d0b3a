package import Workspaces

extension HostDrift {
    /// What is not as it should be, in the order of the answer; empty when all is well.
    package var findings: [DriftFinding] {
        let epoch =
            isEpochDamaged
            ? [
                DriftFinding(
                    .epochDamaged,
                    subject: workspace.rawValue,
                    detail: "The host cannot read its record of the workspace's lease epoch and refuses every change. "
                        + "Look at /var/lib/moorage/workspaces/\(workspace)/epoch there."
                )
            ] : []
        guard isInstalled else {
            let detail = "Nothing of the workspace \(workspace) was ever installed on this host."
            return epoch + [DriftFinding(.notInstalled, subject: workspace.rawValue, detail: detail)]
        }
        return epoch + partFindings + fileFindings + unitFindings + ports.compactMap(finding) + truncationFindings
    }

    /// The same, with a finding when the host has seen a newer lease epoch than the one that the asker knows to be the
    /// highest: then another database or another daemon works on the workspace.
    package func findings(newestEpoch: LeaseEpoch) -> [DriftFinding] {
        guard let epoch, epoch > newestEpoch else { return findings }
        let detail =
            "The host has seen the lease epoch \(epoch), the newest given out here is \(newestEpoch). Another Moorage "
            + "works on this workspace, or the database is older than the host."
        return [DriftFinding(.epochNewer, subject: workspace.rawValue, detail: detail)] + findings
    }

    private var partFindings: [DriftFinding] {
        var found: [DriftFinding] = []
        if !hasUser {
            let detail = "The Unix user \(workspace) is not there, or does not live in /srv/moorage/\(workspace)."
            found.append(DriftFinding(.userMissing, subject: workspace.rawValue, detail: detail))
        }
        if !hasApplication {
            let path = "/srv/moorage/\(workspace)/app"
            found.append(DriftFinding(.applicationMissing, subject: path, detail: "\(path) is not there."))
        }
        return found
            + pending.map { service in
                let detail = "A run was cut off before it had restarted \(service), which may still use old files."
                return DriftFinding(.restartPending, subject: service, detail: detail)
            }
    }

    private var fileFindings: [DriftFinding] {
        files.map { file in
            switch file.state {
            case .changed:
                DriftFinding(.fileChanged, subject: file.path, detail: "\(file.path) is not what was installed.")
            case .missing: DriftFinding(.fileMissing, subject: file.path, detail: "\(file.path) is not there.")
            case .mode:
                DriftFinding(
                    .fileMode,
                    subject: file.path,
                    detail: "\(file.path) has another owner, group or mode than was installed."
                )
            case .unrecorded:
                DriftFinding(
                    .fileUnrecorded,
                    subject: file.path,
                    detail: "\(file.path) was installed by an older version that recorded no digest."
                )
            }
        }
    }

    private var unitFindings: [DriftFinding] {
        let found = units.compactMap(finding)
        // systemd names the clusters that it knows; one that is gone it does not name as missing.
        guard !units.isEmpty, !isTruncated, !units.contains(where: { $0.name.hasPrefix("postgresql@") }) else {
            return found
        }
        let detail = "No PostgreSQL cluster is known to the host's systemd."
        return found + [DriftFinding(.unitMissing, subject: "postgresql@.service", detail: detail)]
    }

    private func finding(_ unit: Unit) -> DriftFinding? {
        switch (unit.state, unit.detail) {
        case ("missing", _):
            DriftFinding(.unitMissing, subject: unit.name, detail: "\(unit.name) is not known to systemd.")
        // Started a moment ago; one that systemd starts again and again says `auto-restart`.
        case ("active", _), ("reloading", _), ("activating", "start"), ("activating", "start-pre"),
            ("activating", "start-post"):
            unit.isEnabled
                ? nil
                : DriftFinding(
                    .unitDisabled,
                    subject: unit.name,
                    detail: "\(unit.name) runs, but would not start with the machine."
                )
        default:
            DriftFinding(
                .unitDown,
                subject: unit.name,
                detail: "\(unit.name) does not run: \(unit.state) (\(unit.detail)), restarted \(unit.restarts) times."
            )
        }
    }

    private func finding(_ use: PortUse) -> DriftFinding? {
        let name = use.service.isEmpty ? "Port \(use.port)" : "Port \(use.port) of \(use.service)"
        let subject = use.port.description
        switch use.state {
        case .ours where use.isExposed:
            return DriftFinding(.portExposed, subject: subject, detail: "\(name) can be reached from outside the host.")
        case .ours, .free: return nil
        case .silent: return DriftFinding(.portSilent, subject: subject, detail: "Nobody listens on \(name).")
        case .foreign:
            let stranger = use.stranger.isEmpty ? "a process that the host cannot name" : use.stranger
            return DriftFinding(.portForeign, subject: subject, detail: "\(name) is taken by \(stranger).")
        }
    }

    private var truncationFindings: [DriftFinding] {
        guard isTruncated else { return [] }
        let detail = "More differs on the host than it has listed."
        return [DriftFinding(.moreDiffers, subject: workspace.rawValue, detail: detail)]
    }
}
