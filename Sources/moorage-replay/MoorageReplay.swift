import CommandOutput
import Glibc

/// The former name of `moorage-lab replay`.
@main
enum MoorageReplay {
    static func main() {
        Terminal.error("moorage-replay is now moorage-lab replay.")
        exit(CommandFailure.usedWrongly)
    }
}
