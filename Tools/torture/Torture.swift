// The command that tortures the engine: a thin entry to the library beside it.

import DaybookTorture
import Foundation

@main
struct Torture {
    static func main() async {
        exit(await TortureCommand.run(Array(CommandLine.arguments.dropFirst())))
    }
}
