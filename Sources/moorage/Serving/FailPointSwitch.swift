import CommandOutput
import FailPoints
import Foundation
import Logging
import Orchestrator

/// Switches on a fail point if exactly one variable of the environment requests it. Neither a flag nor the
/// configuration file can, so that no daemon kills itself by accident.
enum FailPointSwitch {
    /// Arms the fail point named in the environment, if any, and reports it prominently.
    ///
    /// - Throws: ``CommandFailure`` if the fail point does not exist.
    static func armIfAsked(logger: Logger) throws {
        let text = ProcessInfo.processInfo.environment[FailPointSetting.variable] ?? ""
        guard !text.isEmpty else { return }
        guard let setting = FailPointSetting(text), FailPoint.catalogue.contains(where: { $0.name == setting.name })
        else {
            throw CommandFailure(
                "\(FailPointSetting.variable) is '\(Terminal.plain(text))'; allowed is NAME[:N][:stop] with a name that "
                    + "moorage doctor --fail-points lists. It is meant for tests: unset it to run a daemon.",
                exitCode: CommandFailure.usedWrongly
            )
        }
        FailPoints.arm(setting)
        logger.critical(
            "THIS DAEMON WILL \(setting.action == .kill ? "KILL" : "STOP") ITSELF: a fail point is switched on. Unset \(FailPointSetting.variable) unless this is a test.",
            metadata: ["fail_point": "\(setting.name)", "occurrence": "\(setting.occurrence)"]
        )
    }
}
