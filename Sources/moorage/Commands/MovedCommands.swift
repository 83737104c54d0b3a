import ArgumentParser
import CommandOutput

/// A command that is now one of `moorage-lab`. It accepts any arguments, and only prints the new command's name.
protocol MovedCommand: ParsableCommand {
    static var oldName: String { get }
    static var newName: String { get }
}

extension MovedCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: oldName, abstract: "Is now \(newName).", shouldDisplay: false)
    }

    func run() throws {
        throw CommandFailure("moorage \(Self.oldName) is now \(Self.newName).", exitCode: CommandFailure.usedWrongly)
    }
}

struct MovedDemo: MovedCommand {
    static let oldName = "demo"
    static let newName = "moorage-lab demo"
    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
}

struct MovedSimulate: MovedCommand {
    static let oldName = "simulate"
    static let newName = "moorage-lab simulate"
    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
}

struct MovedLab: MovedCommand {
    static let oldName = "lab"
    static let newName = "moorage-lab machine"
    @Argument(parsing: .captureForPassthrough) var arguments: [String] = []
}
