// What the torture command can be asked for. Each subcommand stands in a folder of its own.

internal import DaybookLog
internal import Foundation

/// The command line of the torture tool.
public enum TortureCommand {
    static let usage = """
        usage: torture SUBCOMMAND …
        \(SimulateCommand.usage)
        \(MutantsCommand.usage)
        \(processes)

        """

    /// Runs a command line.
    ///
    /// - Returns: the exit code: 0 nothing found, 1 a finding, 2 not understood, 3 the disk failed.
    public static func run(_ arguments: [String]) async -> Int32 {
        switch arguments.first {
        case "simulate": await SimulateCommand.run(Array(arguments.dropFirst()))
        case "mutants": await MutantsCommand.run(Array(arguments.dropFirst()))
        case "write", "follow", "loop", "trial": await runProcesses(arguments)
        default: refuse()
        }
    }

    static func refuse(_ why: String? = nil) -> Int32 {
        let text = (why.map { "torture: \($0)\n" } ?? "") + usage
        FileHandle.standardError.write(Data(text.utf8))
        return 2
    }
}
