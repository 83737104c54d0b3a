package import Workspaces

extension HostDrift {
    /// The differences, in the order of the answer; empty if there are none.
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

    /// The same, with a finding if the host has seen a newer lease epoch than the highest one that the caller knows:
    /// then another database or another daemon works on the workspace.
    package func findings(newestEpoch: LeaseEpoch) -> [DriftFinding] {
        guard let epoch, epoch > newestEpoch else { return findings }
        let detail =
            "The host has seen the lease epoch \(epoch), but the newest epoch issued here is \(newestEpoch). Another Moorage "
            + "works on this workspace, or the database is older than the host."
        return [DriftFinding(.epochNewer, subject: workspace.rawValue, detail: detail)] + findings
    }

    private var partFindings: [DriftFinding] {
        var found: [DriftFinding] = []
        if !hasUser {
            let detail = "The Unix user \(workspace) does not exist, or its home is not /srv/moorage/\(workspace)."
            found.append(DriftFinding(.userMissing, subject: workspace.rawValue, detail: detail))
        }
        if !hasApplication {
            let path = "/srv/moorage/\(workspace)/app"
            found.append(DriftFinding(.applicationMissing, subject: path, detail: "\(path) is not there."))
        }
        return found
            + pending.map { service in
                let detail = "A run was interrupted before it restarted \(service), which may still use old files."
                return DriftFinding(.restartPending, subject: service, detail: detail)
            }
    }

    private var fileFindings: [DriftFinding] {
        files.map { file in
            switch file.state {
            case .changed:
                DriftFinding(.fileChanged, subject: file.path, detail: "\(file.path) differs from what was installed.")
            case .missing: DriftFinding(.fileMissing, subject: file.path, detail: "\(file.path) is not there.")
            case .mode:
                DriftFinding(
                    .fileMode,
                    subject: file.path,
                    detail: "\(file.path) has a different owner, group or mode than installed."
                )
            case .unrecorded:
                DriftFinding(
                    .fileUnrecorded,
                    subject: file.path,
                    detail: "\(file.path) was installed by an older version, which did not record digests."
                )
            }
        }
    }

    private var unitFindings: [DriftFinding] {
        let found = units.compactMap(finding)
        // systemd lists the clusters that it knows, but does not report a missing one.
        guard !units.isEmpty, !isTruncated, !units.contains(where: { $0.name.hasPrefix("postgresql@") }) else {
            return found
        }
        let detail = "The host's systemd knows no PostgreSQL cluster."
        return found + [DriftFinding(.unitMissing, subject: "postgresql@.service", detail: detail)]
    }

    private func finding(_ unit: Unit) -> DriftFinding? {
        switch (unit.state, unit.detail) {
        case ("missing", _):
            DriftFinding(.unitMissing, subject: unit.name, detail: "The host's systemd does not know \(unit.name).")
        // Started a moment ago; a unit that systemd keeps restarting shows `auto-restart`.
        case ("active", _), ("reloading", _), ("activating", "start"), ("activating", "start-pre"),
            ("activating", "start-post"):
            unit.isEnabled
                ? nil
                : DriftFinding(
                    .unitDisabled,
                    subject: unit.name,
                    detail: "\(unit.name) is running, but would not start at boot."
                )
        default:
            DriftFinding(
                .unitDown,
                subject: unit.name,
                detail: "\(unit.name) is not running: \(unit.state) (\(unit.detail)), restarted \(unit.restarts) times."
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
            let stranger = use.stranger.isEmpty ? "a process that the host cannot identify" : use.stranger
            return DriftFinding(.portForeign, subject: subject, detail: "\(name) is taken by \(stranger).")
        }
    }

    private var truncationFindings: [DriftFinding] {
        guard isTruncated else { return [] }
        let detail = "The host has more differences than it listed."
        return [DriftFinding(.moreDiffers, subject: workspace.rawValue, detail: detail)]
    }
}
