import Providers
import Workspaces

extension OperationStateMachine {
    /// Restores a live workspace: starts its server, installs everything again, and checks all services.
    func beginRepair() -> Transition {
        guard let site = context.knownSite else {
            return finish(
                .failed,
                log: LogLine(.error, "There is nothing to repair: the workspace has no place."),
                projection: ProjectionChange()
            )
        }
        guard site.server?.reference != nil else { return reinstall(at: site, ended: nil) }
        return advance(to: .making(site, .awaiting))
    }

    /// Everything is installed again although the site says that it is installed, because anything may have been
    /// changed or lost. A second server with the name is looked for at the end, as in a provision.
    func reinstall(at site: Site, ended line: LogLine?) -> Transition {
        advance(to: .settingUp(site, .connecting), ended: line)
    }

    /// How a repair handles a server that is not simply running. Nil if it is running, or about to.
    func awaitedInRepair(
        _ status: ServerStatus,
        _ reference: ServerReference,
        in state: OperationState
    ) -> Transition? {
        switch status {
        case .active, .pending: return nil
        case .off:
            return goOn(
                in: state,
                effect: .powerOn(reference),
                log: [LogLine(.warning, "The \(words.server) \(reference.id) was switched off; switching it on.")]
            )
        case .failed, .absent:
            return abandon(
                state,
                because:
                    "The \(words.server) \(reference.id) is gone, with all its data. Build the workspace again with moorage workspace retry \(context.workspace.id)."
            )
        }
    }

    /// How often to check whether a server that was switched on runs.
    private static let powerInterval = Duration.seconds(5)

    func poweredOn(_ site: Site) -> Transition {
        guard site.server?.reference != nil else {
            return abandon(.making(site, .awaiting), because: "The site has no \(words.server).")
        }
        return goOn(in: .making(site, .awaiting), after: Self.powerInterval)
    }

    /// Clients know a live workspace by its ports, so a repair does not move it away from a foreign process.
    func portsOccupied(_ taken: [Port], at site: Site) -> Transition {
        let list = taken.map { "\($0)" }.joined(separator: ", ")
        return abandon(
            .settingUp(site, .inspecting),
            because:
                "Another process holds the workspace's port \(list) on its host. Stop that process, then repair again."
        )
    }

    /// Ends a repair without success: the run is stopped, and nothing is removed.
    func endRepair(in state: OperationState, _ reason: Teardown.Reason) -> Transition {
        let teardown = Teardown(reason: reason, site: state.site ?? context.knownSite)
        guard let run = state.activeRun, teardown.site != nil else { return repairEnded(teardown) }
        return advance(to: .tearingDown(teardown, .stoppingRun(run)))
    }

    func repairEnded(_ teardown: Teardown) -> Transition {
        switch teardown.reason {
        case .repairFailed(let message):
            finish(
                .failed,
                log: LogLine(.error, "The repair failed; nothing was removed. \(message)"),
                projection: ProjectionChange()
            )
        case .repairCancelled, .decommission, .failed, .cancelled:
            finish(
                .cancelled,
                log: LogLine(.info, "The repair was cancelled; nothing was removed."),
                projection: ProjectionChange()
            )
        }
    }
}
