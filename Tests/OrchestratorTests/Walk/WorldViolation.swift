import Orchestrator
import Providers

/// Actions that no operation may ever carry out.
enum WorldViolation: Error, Equatable {
    case createWhileOneMayExist(name: String)
    case destroyBeforeWithdraw
    case effectAfterTheEnd(String)
    case effectWithoutPlace(String)
    case otherPlace(String)
    case installDuringRun(HostRunKey)
    case secondRun(HostRunKey, while: HostRunKey)
    case publishWithoutAddress
    case verifyBeforeConverged
    case releaseWithServers
    case releaseWithName
    case releaseWithWorkspaceOnHost
    case releaseDuringRun(HostRunKey)
    case leftBehind(String)
    case notBuilt(String)
    case effectIsNotTheStates(String)
    case nothingToDo(String)
    case waitsForNothing(String)
    case logShows(String)
    case storedFormDiffers
    case endless
}
